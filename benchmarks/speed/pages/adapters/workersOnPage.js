/** Puts every worker that is started from now on into a frame of the page, on the page's thread. */
export function runWorkersOnPage() {
  globalThis.Worker = WorkerOnPage;
}

/** What a worker's script sees: messages come as events, and `postMessage` answers. */
const WORKER_SCOPE = `
  self.postMessage = (message) => { self.port.postMessage(message); };
  self.run = async (url, port) => {
    self.port = port;
    await import(url);
    port.onmessage = ({ data }) => {
      self.dispatchEvent(new MessageEvent('message', { data }));
    };
  };
`;

/** A worker in all but its thread. Messages are copied and frames moved, as a worker's are. */
class WorkerOnPage extends EventTarget {
  #frame = document.createElement('iframe');
  #port;

  constructor(url) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => {
      this.dispatchEvent(new MessageEvent('message', { data }));
    };
    this.#frame.hidden = true;
    this.#frame.srcdoc = `<script>${WORKER_SCOPE}</script>`;
    this.#frame.addEventListener('load', () => {
      void this.#frame.contentWindow.run(String(url), port2);
    });
    document.body.append(this.#frame);
  }

  postMessage(message, transfer = []) {
    this.#port.postMessage(message, transfer);
  }

  terminate() {
    this.#frame.remove();
  }
}
