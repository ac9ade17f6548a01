import Pusher from 'pusher-js';
import type { Options } from 'pusher-js';
import { toApiError } from './errors';
import { repeat } from './retry';
import type { Config } from './types';

/** The proof that the push service checks: the user behind a connection, signed by the server. */
export interface PushSignature {
  auth: string;
  user_data: string;
}

/** Asks the server to sign the connection. */
type Sign = (socketId: string) => Promise<PushSignature>;
type SignInHandler = Extract<NonNullable<Options['userAuthentication']>, { customHandler: unknown }>['customHandler'];

/**
 * pusher-js as it is set up for this API; null when the server pushes nothing and the client must poll.
 * Every connection signs in, so that the server can end it when the session, the account or a membership ends.
 */
export function createPusher(config: Config, headers: () => Record<string, string>, sign: Sign): Pusher | null {
  const { push } = config;
  if (push.driver === 'none') return null;
  const options: Options = {
    cluster: push.cluster ?? '',
    forceTLS: push.forceTls,
    // 'ws' is TLS too where TLS is forced; 'wss' is what pusher-js tries beside a slow plain connection.
    enabledTransports: ['ws', 'wss'],
    disableStats: true,
    // The defaults (120 s and 30 s) leave a dead socket unnoticed for minutes.
    activityTimeout: 30_000,
    pongTimeout: 10_000,
    channelAuthorization: { transport: 'ajax', endpoint: push.authEndpoint, headersProvider: headers },
    userAuthentication: { customHandler: signIn(sign) },
  };
  if (push.wsHost !== null) {
    Object.assign(options, { wsHost: push.wsHost, wsPort: push.wsPort, wssPort: push.wssPort, enabledTransports: ['ws'] });
  }
  const pusher = new Pusher(push.key, options);
  // Before any channel is joined. pusher-js signs in again on every new connection.
  pusher.signin();
  return pusher;
}

/** pusher-js gives a sign-in one try for each connection; a failure that may pass is repeated here until the next connection. */
function signIn(sign: Sign): SignInHandler {
  let connection = new AbortController();
  return ({ socketId }, callback) => {
    connection.abort();
    connection = new AbortController();
    const { signal } = connection;
    repeat(() => sign(socketId), { signal }).then(
      (signature) => {
        if (!signal.aborted) callback(null, signature);
      },
      (failure: unknown) => {
        if (!signal.aborted) callback(toApiError(failure), null);
      },
    );
  };
}
