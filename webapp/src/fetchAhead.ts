/**
 * Fetches the weights that the build has put aside (build/ahead.ts) into the browser's cache, once the
 * page has painted. Not as preloads: browsers warn about those that only a worker uses.
 */
export function fetchAhead(): void {
  new PerformanceObserver((paints) => {
    if (paints.getEntriesByName('first-contentful-paint').length === 0) return;
    const ahead = document.querySelector('template');
    // If it fails, the worker asks for it again, and says what is wrong.
    for (const { href } of ahead?.content.querySelectorAll('link') ?? [])
      fetch(href)
        .then((answer) => answer.blob())
        .catch(() => undefined);
  }).observe({ type: 'paint' });
}
