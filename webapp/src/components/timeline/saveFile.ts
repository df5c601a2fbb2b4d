/** Safari reads the file some time after the click. */
const REVOKE_AFTER_MS = 40_000;

/**
 * Hands a file to the browser, which saves it or asks where to. In an app on an iPhone's home screen
 * a download opens a preview with no way back; there the file is shared instead, where it can be.
 *
 * To be called before the tap lapses, in the same task or soon after.
 */
export async function saveFile(content: Blob, fileName: string): Promise<void> {
  const file = new File([content], fileName, { type: content.type });
  if (isOnHomeScreen() && canShare(file)) {
    try {
      await navigator.share({ files: [file] });
      return;
    } catch (error) {
      // The person closed it. Any other refusal leaves the download.
      if (error instanceof DOMException && error.name === 'AbortError') return;
    }
  }
  download(file);
}

/** Safari's own word for an app on an iPhone's or iPad's home screen; others save files from there. */
function isOnHomeScreen(): boolean {
  return 'standalone' in navigator && navigator.standalone === true;
}

function canShare(file: File): boolean {
  return 'canShare' in navigator && navigator.canShare({ files: [file] });
}

function download(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, REVOKE_AFTER_MS);
}
