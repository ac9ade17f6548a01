import { toApiError } from './errors';
import type { ChannelSignature, PusherClass, PusherOptions, PusherSocket, PushSignature } from './pusher';
import { repeat } from './retry';
import type { Config } from './types';

/** Asks the server for the two proofs. */
export interface Signer {
  signIn: (socketId: string) => Promise<PushSignature>;
  enter: (socketId: string, channel: string) => Promise<ChannelSignature>;
}

type EnterHandler = PusherOptions['channelAuthorization']['customHandler'];
type SignInHandler = PusherOptions['userAuthentication']['customHandler'];

/** pusher-js, where the server pushes; null where it does not, so that nothing is loaded in vain. */
export async function loadPusher(config: Config): Promise<PusherClass | null> {
  if (config.push.driver === 'none') return null;
  // A worker has no window, which the build for pages needs.
  const module: { default?: PusherClass } = await ('WorkerGlobalScope' in globalThis ? import('pusher-js/worker') : import('pusher-js'));
  // Without a bundler, its file is a script that leaves a global instead of an export.
  return module.default ?? (globalThis as unknown as { Pusher: PusherClass }).Pusher;
}

/**
 * pusher-js as it is set up for this API; null without it, when the client must poll.
 * Every connection signs in, so that the server can end it when the session, the account or a membership ends.
 */
export function createPusher(pusherClass: PusherClass | null, { push }: Config, signer: Signer): PusherSocket | null {
  if (push.driver === 'none' || pusherClass === null) return null;
  const options: PusherOptions = {
    cluster: push.cluster ?? '',
    forceTLS: push.forceTls,
    // 'ws' is TLS too where TLS is forced; 'wss' is what pusher-js tries beside a slow plain connection.
    enabledTransports: ['ws', 'wss'],
    disableStats: true,
    // The defaults (120 s and 30 s) leave a dead socket unnoticed for minutes.
    activityTimeout: 30_000,
    pongTimeout: 10_000,
    channelAuthorization: { customHandler: enter(signer) },
    userAuthentication: { customHandler: signIn(signer) },
  };
  if (push.wsHost !== null) {
    Object.assign(options, { wsHost: push.wsHost, wsPort: push.wsPort, wssPort: push.wssPort, enabledTransports: ['ws'] });
  }
  const pusher = new pusherClass(push.key, options);
  // Before any channel is joined. pusher-js signs in again on every new connection.
  pusher.signin();
  return pusher;
}

/** The request goes the way of all others, so its token is renewed before its end and after a 401. */
function enter(signer: Signer): EnterHandler {
  return ({ socketId, channelName }, callback) => {
    signer.enter(socketId, channelName).then(
      (signature) => callback(null, signature),
      // pusher-js hands on only the message of an error that is not its own.
      (failure: unknown) => callback(new Error(`status ${toApiError(failure).status}`), null),
    );
  };
}

/** The status in the event of a channel that could not be entered; 0 for no answer. */
export function statusOf(event: unknown): number {
  const { error = '', status = 0 } = (event ?? {}) as { error?: string; status?: number };
  return Number(/^status (\d+)$/.exec(error)?.[1] ?? status);
}

/** pusher-js gives a sign-in one try for each connection; a failure that may pass is repeated here until the next connection. */
function signIn(signer: Signer): SignInHandler {
  let connection = new AbortController();
  return ({ socketId }, callback) => {
    connection.abort();
    connection = new AbortController();
    const { signal } = connection;
    repeat(() => signer.signIn(socketId), { signal }).then(
      (signature) => {
        if (!signal.aborted) callback(null, signature);
      },
      (failure: unknown) => {
        if (!signal.aborted) callback(toApiError(failure), null);
      },
    );
  };
}
