/** A WebSocket without a network, for the real pusher-js: tests say what the server does. */
export class FakeSocket {
  static opened: FakeSocket[] = [];
  readyState = 0;
  isLost = false;
  /** A browser complains about it in its console. */
  sentTooLate: string[] = [];
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: ((error: unknown) => void) | null = null;
  readonly url: string;

  constructor(url: string) {
    this.url = url;
    FakeSocket.opened.push(this);
  }

  static get last(): FakeSocket {
    const last = FakeSocket.opened.at(-1);
    if (last === undefined) throw new Error('No socket was opened.');
    return last;
  }

  /** Answers pings as a server does, unless the network loses everything without a word. */
  send(data: string): void {
    if (this.readyState > 1) this.sentTooLate.push(data);
    if (!this.isLost && data.includes('pusher:ping')) this.onmessage?.({ data: JSON.stringify({ event: 'pusher:pong', data: {} }) });
  }

  /** The other end answers a little later, as on a network. */
  close(): void {
    if (this.readyState > 1) return;
    this.readyState = 2;
    setTimeout(() => this.closeWith(1000), 5);
  }

  establish(): void {
    this.readyState = 1;
    this.onopen?.();
    const data = JSON.stringify({ socket_id: `1.${FakeSocket.opened.length}`, activity_timeout: 120 });
    this.onmessage?.({ data: JSON.stringify({ event: 'pusher:connection_established', data }) });
  }

  closeWith(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code, reason: '', wasClean: true });
  }
}
