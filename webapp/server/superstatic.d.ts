/** What is used of superstatic; its own types lean on @types/connect, which it does not bring. */
declare module 'superstatic/lib/superstatic.js' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export default function superstatic(options: {
    /** Folder that `config.public` is relative to. */
    cwd: string;
    /** The hosting block of firebase.json. */
    config: object;
    compression: boolean;
    /** What answers a rewrite, by its key in firebase.json; superstatic's types know only any. */
    rewriters?: Record<
      string,
      () => Promise<(request: IncomingMessage, response: ServerResponse) => void>
    >;
    /** Pass unknown paths on instead of answering 404. */
    fallthrough: boolean;
    /** 'strict' leaves out what only superstatic has and Firebase Hosting has not. */
    stack: 'default' | 'strict';
  }): (
    request: IncomingMessage,
    response: ServerResponse,
    /** Called without an error where there is neither the file nor a 404.html. */
    next: (error?: unknown) => void,
  ) => void;
}
