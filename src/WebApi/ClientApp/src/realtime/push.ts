import Pusher from 'pusher-js';
import type { Options } from 'pusher-js';
import type { Config } from './types';

/** pusher-js as it is set up for this API; null when the server pushes nothing and the client must poll. */
export function createPusher(config: Config, headers: () => Record<string, string>): Pusher | null {
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
    userAuthentication: { transport: 'ajax', endpoint: push.userAuthEndpoint, headersProvider: headers },
  };
  if (push.wsHost !== null) {
    Object.assign(options, { wsHost: push.wsHost, wsPort: push.wsPort, wssPort: push.wssPort, enabledTransports: ['ws'] });
  }
  return new Pusher(push.key, options);
}
