/** A folder's address with a final slash, without which its last part would be dropped. */
export function folderUrl(path: string | URL, base?: URL | string): URL {
  const url = new URL(path, base);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
