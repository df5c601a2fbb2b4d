/** Resolves when a classic script has run. */
export function loadScript(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.addEventListener('load', resolve);
    script.addEventListener('error', () => {
      reject(new Error(`expected a script at ${url}, got none`));
    });
    document.head.append(script);
  });
}
