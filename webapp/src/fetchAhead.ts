/**
 * Fetches what the build has put aside for the worker (build/preload.ts) into the browser's cache, once
 * the page has painted. Not as preloads: a browser warns of those that only a worker takes.
 */
export function fetchAhead(): void {
  const links = document.querySelector<HTMLTemplateElement>('#ahead')?.content.children ?? [];
  // A task that follows a frame's work runs when that frame is on its way to the screen.
  requestAnimationFrame(() => {
    setTimeout(() => {
      for (const { href } of links as Iterable<HTMLLinkElement>) {
        // If it fails, the worker asks for it again, and says what is wrong.
        fetch(href).then(
          (answer) => answer.blob(),
          () => undefined,
        );
      }
    });
  });
}
