import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const WEBAPP = fileURLToPath(new URL('../../', import.meta.url));
const ENTRY = join(WEBAPP, 'package/browser.ts');
const TSCONFIG = fileURLToPath(new URL('../../tsconfig.app.json', import.meta.url));
/** Nothing is written there; paths are taken relative to it. */
const OUT = fileURLToPath(new URL('../../node_modules/.cache/core-types', import.meta.url));

/** A module of the core's own, in what tsc writes. */
const OWN_MODULE = /((?:from|import\()\s*["'])(\.[^"']+)(?=["'])/g;

/**
 * The type declarations behind package/browser.ts, by path: of the modules that its types need and
 * no others, so that no one who uses them needs TF.js's.
 *
 * @throws Error with tsc's own words if the types do not hold.
 */
export function declareTypes(): Map<string, string> {
  const emitted = emitAll();
  const needed = new Map<string, string>();
  const take = (path: string) => {
    if (needed.has(path)) return;
    const text = emitted.get(path);
    if (text === undefined) throw new Error(`expected tsc to write ${path}, got no such file`);
    // Node's own way to resolve modules asks for the ending.
    needed.set(path, text.replaceAll(OWN_MODULE, '$1$2.js'));
    for (const [, , module = ''] of text.matchAll(OWN_MODULE)) {
      take(`${posix.join(posix.dirname(path), module)}.d.ts`);
    }
  };
  take('package/browser.d.ts');
  return needed;
}

/** Everything that tsc writes for the entry and what it imports, by path below webapp/. */
function emitAll(): Map<string, string> {
  const program = ts.createProgram([ENTRY, join(WEBAPP, 'package/packed.d.ts')], readOptions());
  const diagnostics = ts.getPreEmitDiagnostics(program);
  if (diagnostics.length > 0) {
    throw new Error(
      ts.formatDiagnostics(diagnostics, {
        getCanonicalFileName: (name) => name,
        getCurrentDirectory: () => ts.sys.getCurrentDirectory(),
        getNewLine: () => '\n',
      }),
    );
  }
  const files = new Map<string, string>();
  program.emit(undefined, (path, text) => {
    if (path.endsWith('.d.ts')) files.set(relative(OUT, path).replaceAll(sep, '/'), text);
  });
  return files;
}

/** The page's own, strict as they are. */
function readOptions(): ts.CompilerOptions {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    TSCONFIG,
    {
      rootDir: WEBAPP,
      outDir: OUT,
      composite: false,
      incremental: false,
      declaration: true,
      emitDeclarationOnly: true,
    },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: throwDiagnostic },
  );
  if (parsed === undefined) throw new Error(`expected compiler options in ${TSCONFIG}`);
  return parsed.options;
}

function throwDiagnostic(diagnostic: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}
