/** Safari reads the file some time after the click. */
const REVOKE_AFTER_MS = 40_000;

/** Hands a file to the browser, which saves it or asks where to. */
export function saveFile(content: Blob, fileName: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, REVOKE_AFTER_MS);
}
