// A small client of the Language Server Protocol over a WebSocket: one message a frame.

export class Client {
  #socket;
  #number = 0;
  #waiting = new Map();
  #handlers = new Map();

  /** Resolves when the server has answered `initialize`. `closed` is called when the connection ends. */
  static async connect(address, closed) {
    const client = new Client();
    client.#socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      client.#socket.onopen = resolve;
      client.#socket.onerror = () => reject(new Error("no connection"));
    });
    client.#socket.onmessage = (event) => client.#take(JSON.parse(event.data));
    client.#socket.onclose = closed;
    await client.request("initialize", { processId: null, rootUri: null, capabilities: CAPABILITIES });
    client.notify("initialized", {});
    return client;
  }

  on(method, handler) { this.#handlers.set(method, handler); }

  notify(method, params) { this.#send({ method, params }); }

  /** The result; an error of the server's rejects. */
  request(method, params) {
    const id = ++this.#number;
    this.#send({ id, method, params });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #send(message) {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ jsonrpc: "2.0", ...message }));
    }
  }

  #take(message) {
    if (message.method !== undefined) {
      const result = this.#handlers.get(message.method)?.(message.params);
      if (message.id !== undefined) this.#send({ id: message.id, result: result ?? null });
      return;
    }
    const { resolve, reject } = this.#waiting.get(message.id) ?? {};
    this.#waiting.delete(message.id);
    if (message.error) reject?.(new Error(message.error.message));
    else resolve?.(message.result);
  }
}

const CAPABILITIES = {
  general: { positionEncodings: ["utf-16"] },
  window: { workDoneProgress: true },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } },
  },
};
