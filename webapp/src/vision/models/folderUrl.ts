/** A folder's address, with the slash without which its last part would not count. */
export function folderUrl(path: string, base?: URL | string): URL {
  return new URL(path.endsWith('/') ? path : `${path}/`, base);
}
