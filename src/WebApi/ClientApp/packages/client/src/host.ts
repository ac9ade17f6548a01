/**
 * Events of the place where the client runs: `resume` is a page that comes back from the browser's cache, `leave`
 * the end of a page, `focus` a focus that comes or goes.
 */
export type HostEvent = 'online' | 'offline' | 'visibility' | 'focus' | 'resume' | 'leave';

/** The place where the client runs: is there a network, does somebody look? */
export interface Host {
  isOnline(): boolean;
  isVisible(): boolean;
  hasFocus(): boolean;
  /** Calls back at every such event until the signal is aborted. */
  on(event: HostEvent, listener: () => void, signal: AbortSignal): void;
}

/** A page, a worker or a process; what a place does not have never changes there. */
export const defaultHost: Host = {
  isOnline: () => (globalThis.navigator as Partial<Navigator> | undefined)?.onLine !== false,
  isVisible: () => page()?.hidden !== true,
  hasFocus: () => page()?.hasFocus() ?? false,
  on: (event, listener, signal) => {
    for (const [target, name] of sourcesOf(event)) {
      const onEvent = (heard: Event) => {
        if (event !== 'resume' || (heard as PageTransitionEvent).persisted) listener();
      };
      (target as Partial<EventTarget> | undefined)?.addEventListener?.(name, onEvent, { signal });
    }
  },
};

const page = () => globalThis.document as Document | undefined;

function sourcesOf(event: HostEvent): [target: EventTarget | undefined, name: string][] {
  switch (event) {
    case 'visibility':
      return [[page(), 'visibilitychange']];
    case 'focus':
      return [[globalThis, 'focus'], [globalThis, 'blur']];
    case 'resume':
      return [[globalThis, 'pageshow']];
    case 'leave':
      return [[globalThis, 'pagehide']];
    default:
      return [[globalThis, event]];
  }
}
