/**
 * Fetches what the build has put aside for the worker (build/preload.ts) into the browser's cache, once
 * the page has painted. Not as preloads: a browser warns of those that only a worker takes.
 */
export function fetchAhead(): void {
  const links = document.querySelector<HTMLTemplateElement>('#ahead')?.content.children ?? [];
  new PerformanceObserver((paints, observer) => {
    if (paints.getEntriesByName('first-contentful-paint').length === 0) return;
    observer.disconnect();
    for (const { href } of links as Iterable<HTMLLinkElement>) {
      // If it fails, the worker asks for it again, and says what is wrong.
      fetch(href).then(
        (answer) => answer.blob(),
        () => undefined,
      );
    }
  }).observe({ type: 'paint', buffered: true });
}
