import { defaultHost, type Host } from './host';
import { hasGivenUp, retryDelay, SLOW_PUSH_MS, transition, type ConnectionView, type MachineEvent, type SocketState } from './machine';
import type { PusherSocket } from './pusher';

interface Effects {
  get: () => ConnectionView;
  set: (view: ConnectionView) => void;
  /** The page may have slept or been offline: ask what was missed. */
  onWake: () => void;
}

const TICK_MS = 1_000;
const SLEEP_MS = 10_000;
/** A living connection answers a ping within this time. */
const PROOF_MS = 3_000;
/** So long an attempt to connect is left alone when the server answers again. */
const ATTEMPT_MS = 5_000;

/**
 * Drives the connection machine with pusher-js, the network, the clock and the visibility of the page, and does the
 * one thing that pusher-js leaves undone: trying again after it has given up.
 */
export class Connection {
  readonly #pusher: PusherSocket | null;
  readonly #effects: Effects;
  readonly #host: Host;
  readonly #stop = new AbortController();
  #slow: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #proof: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #triedAt = -Infinity;

  constructor(pusher: PusherSocket | null, effects: Effects, host: Host = defaultHost) {
    this.#pusher = pusher;
    this.#host = host;
    this.#effects = effects;
  }

  start(): void {
    this.send({ type: 'start', hasPush: this.#pusher !== null });
    if (!this.#host.isOnline()) this.send({ type: 'network', online: false });
    this.#pusher?.connection.bind('state_change', this.#onState);
    this.#pusher?.connection.bind('error', this.#onError);
    const { signal } = this.#stop;
    this.#host.on('online', () => this.#onNetwork(true), signal);
    this.#host.on('offline', () => this.#onNetwork(false), signal);
    this.#host.on('resume', () => this.#wake(), signal);
    this.#host.on('visibility', () => this.#host.isVisible() && this.#wake(), signal);
    this.#watchSleep();
    if (this.#pusher !== null) this.#onState({ current: this.#pusher.connection.state });
  }

  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#slow);
    clearTimeout(this.#retry);
    clearTimeout(this.#proof);
    this.#pusher?.connection.unbind('state_change', this.#onState);
    this.#pusher?.connection.unbind('error', this.#onError);
    this.send({ type: 'stop' });
    this.#pusher?.disconnect();
  }

  /** Tries at once, whatever is planned. */
  reconnect = (): void => {
    this.#attempt = 0;
    this.#connectNow();
    this.#effects.onWake();
  };

  /**
   * The server answers again after a time without: what is not connected connects now, and what looks connected proves
   * it. An attempt that has just begun keeps its time.
   */
  recover(): void {
    if (this.#pusher === null || this.#stop.signal.aborted) return;
    const { socket } = this.#effects.get();
    const left = this.#triedAt + ATTEMPT_MS - Date.now();
    if (socket === 'connected') this.#prove(this.#pusher);
    else if (socket === 'connecting' && left > 0) this.#giveUpAfter(left);
    else this.#replaceSocket();
  }

  #giveUpAfter(ms: number): void {
    clearTimeout(this.#proof);
    this.#proof = setTimeout(() => {
      if (!this.#stop.signal.aborted && this.#effects.get().socket !== 'connected') this.#replaceSocket();
    }, ms);
  }

  send = (event: MachineEvent): void => {
    const before = this.#effects.get();
    const view = transition(before, event, Date.now());
    this.#effects.set(view);
    if (view.status !== before.status) this.#onStatus(view);
    if (event.type === 'caught-up' && view.status === 'live') this.#attempt = 0;
  };

  #onStatus(view: ConnectionView): void {
    clearTimeout(this.#slow);
    if (view.status === 'connecting' || view.status === 'reconnecting') {
      this.#slow = setTimeout(() => this.send({ type: 'push-is-slow' }), SLOW_PUSH_MS);
    }
    if (view.status === 'unauthorized') this.#pusher?.disconnect();
  }

  #onState = ({ current }: { current: string }): void => {
    const socket = current as SocketState;
    this.send({ type: 'socket', state: socket });
    clearTimeout(this.#retry);
    const { status, closeCode } = this.#effects.get();
    if (!hasGivenUp(socket) || status === 'closed' || status === 'unauthorized') return;
    const wait = retryDelay(this.#attempt, closeCode);
    this.#attempt += 1;
    this.#retry = setTimeout(this.#connectNow, wait);
    this.send({ type: 'retry-at', at: Date.now() + wait });
  };

  #onError = (error: { error?: { data?: { code?: number | null } }; data?: { code?: number | null } } | null): void => {
    const code = error?.data?.code ?? error?.error?.data?.code;
    if (typeof code === 'number') this.send({ type: 'close-code', code });
  };

  #connectNow = (): void => {
    clearTimeout(this.#retry);
    this.#triedAt = Date.now();
    this.#pusher?.connect();
  };

  #onNetwork(online: boolean): void {
    this.send({ type: 'network', online });
    if (!online) return;
    // A socket from before the outage may look open for up to a minute: a new one is proof.
    this.#replaceSocket();
    this.#effects.onWake();
  }

  #replaceSocket(): void {
    this.#attempt = 0;
    // Also ends an attempt that hangs, or that pusher-js has put off.
    this.#pusher?.disconnect();
    this.#connectNow();
  }

  /** A network that lost everything for a while may have lost the connection too, without a word to either end. */
  #prove(pusher: PusherSocket): void {
    const { connection } = pusher;
    clearTimeout(this.#proof);
    const onMessage = () => {
      clearTimeout(this.#proof);
      connection.unbind('message', onMessage);
    };
    this.#proof = setTimeout(() => {
      connection.unbind('message', onMessage);
      if (!this.#stop.signal.aborted && this.#effects.get().socket === 'connected') this.#replaceSocket();
    }, PROOF_MS);
    connection.bind('message', onMessage);
    pusher.send_event('pusher:ping', {});
  }

  #wake(): void {
    if (hasGivenUp(this.#effects.get().socket)) this.#connectNow();
    this.#effects.onWake();
  }

  /** Timers stand still while the machine sleeps, and a socket may look open afterwards. */
  #watchSleep(): void {
    let last = Date.now();
    const timer = setInterval(() => {
      const now = Date.now();
      if (now - last > SLEEP_MS && this.#host.isVisible()) this.#wake();
      last = now;
    }, TICK_MS);
    this.#stop.signal.addEventListener('abort', () => clearInterval(timer));
  }
}
