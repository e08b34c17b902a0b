import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Uri, decodeUriPart, fileOf } from '../core/document.ts';

/**
 * The URI of a path, spelled as VS Code spells it (all but unreserved characters encoded, a drive letter in lower
 * case), so that an open document and the same file found by a walk have one identity.
 */
export function uriFromPath(path: string): Uri {
  const { host, pathname } = pathToFileURL(path);
  const spelled = decodeURIComponent(pathname)
    .replace(/^\/([A-Za-z]):/, (_match, drive: string) => `/${drive.toLowerCase()}:`)
    .split('/')
    .map(encodeName)
    .join('/');
  return `file://${host}${spelled}` as Uri;
}

/** The path of a `file:` URI; undefined for all other schemes and for what no file can have as a name. */
export function pathFromUri(uri: Uri): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** A folder's entry as a URI. */
export function childUri(folder: Uri, name: string): Uri {
  return `${folder.endsWith('/') ? folder.slice(0, -1) : folder}/${encodeName(name)}` as Uri;
}

/** Below the innermost of the folders, decoded, with `/`; a cell's is its notebook's. Undefined outside of all folders. */
export function relativePathBelow(folders: readonly { readonly uri: Uri }[], uri: Uri): string | undefined {
  const file = fileOf(uri);
  let best: string | undefined;
  for (const folder of folders) {
    const start = folder.uri.endsWith('/') ? folder.uri : `${folder.uri}/`;
    if (file.startsWith(start) && start.length > (best?.length ?? 0)) best = start;
  }
  return best === undefined ? undefined : decodeUriPart(file.slice(best.length));
}

function encodeName(name: string): string {
  return encodeURIComponent(name).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
