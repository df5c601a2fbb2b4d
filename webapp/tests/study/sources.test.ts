import { describe, expect, it } from 'vitest';
import { findFiles } from '../../src/study/sources';

/** A file as a folder's chooser gives it; with an empty path, as one that was chosen by itself. */
function file(webkitRelativePath: string, name = webkitRelativePath.split('/').at(-1) ?? ''): File {
  return Object.defineProperty(new File(['x'], name), 'webkitRelativePath', {
    value: webkitRelativePath,
  });
}

async function namesOf(...files: File[]): Promise<string[]> {
  return (await findFiles(files)).found.map(({ name }) => name);
}

describe('the files that are found', () => {
  it('are all that were chosen by themselves, whatever their ending, in that order', async () => {
    const files = [file('', 'b.jpg'), file('', 'a.txt'), file('', 'c')];
    expect(await namesOf(...files)).toEqual(['b.jpg', 'a.txt', 'c']);
  });

  it('are pictures and videos of a folder, and the others are counted', async () => {
    const files = ['f/a.JPG', 'f/b.heic', 'f/c.mkv', 'f/d.txt', 'f/e', 'f/.f.jpg'].map((path) =>
      file(path),
    );
    const { found, others } = await findFiles(files);
    expect(found.map(({ name }) => name)).toEqual(['f/a.JPG', 'f/b.heic', 'f/c.mkv']);
    expect(others).toBe(2);
  });

  it('are in the order of Python, a folder’s files before those of its folders', async () => {
    const files = ['f/b/x.jpg', 'f/c.jpg', 'f/a/z/y.jpg', 'f/a/w.jpg', 'f/B.jpg'].map((path) =>
      file(path),
    );
    expect(await namesOf(...files)).toEqual([
      'f/B.jpg',
      'f/c.jpg',
      'f/a/w.jpg',
      'f/a/z/y.jpg',
      'f/b/x.jpg',
    ]);
  });

  it('are those that can be read; a folder or a file that cannot is counted', async () => {
    const refuse = (_: unknown, reject: (why: Error) => void) => {
      reject(new DOMException('gone', 'NotFoundError'));
    };
    const closed = { isDirectory: true, createReader: () => ({ readEntries: refuse }) };
    const gone = { isFile: true, isDirectory: false, name: 'b.jpg', file: refuse };
    const entries = [closed, gone] as unknown as FileSystemEntry[];
    const { found, others } = await findFiles([file('', 'a.jpg'), ...entries]);
    expect(found.map(({ name }) => name)).toEqual(['a.jpg']);
    expect(others).toBe(2);
  });
});
