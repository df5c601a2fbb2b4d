import 'react';

declare module 'react' {
  interface InputHTMLAttributes<T> {
    /** Lets a folder be chosen (File and Directory Entries API). */
    webkitdirectory?: T extends HTMLInputElement ? string : never;
  }
}
