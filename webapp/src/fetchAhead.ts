/** Starts what the build has put aside for the worker (build/preload.ts), once the page has painted. */
export function fetchAhead(): void {
  // A task that follows a frame's work runs when that frame is on its way to the screen.
  requestAnimationFrame(() => {
    setTimeout(() => {
      const ahead = document.getElementById('ahead');
      if (ahead instanceof HTMLTemplateElement) document.head.append(ahead.content);
    });
  });
}
