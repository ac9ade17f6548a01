import { Api, loadConfig } from './api';
import { ChatClient, type ClientOptions } from './client';
import { ApiError } from './errors';
import { HttpClient } from './http';
import { loadPusher } from './push';
import type { PusherClass } from './pusher';
import { repeat } from './retry';
import { defaultStorage } from './storage';
import { tokenSession, type GetToken } from './tokenSession';

export interface ConnectOptions extends Pick<ClientOptions, 'baseUrl' | 'storage' | 'offline' | 'host' | 'onOpen'> {
  /** Gives the tokens of your own sign-in or of an outside issuer. Either this or `session`. */
  getToken?: GetToken;
  /** A session of the API's own sign-in, from `createSession`. */
  session?: ClientOptions['session'];
  /** Loads pusher-js in your own way, for example `pusher-js/react-native`; null: the client polls. */
  pusher?: (() => Promise<PusherClass>) | null;
  /** Gives up connecting. A client that is there already is stopped by `stop()`. */
  signal?: AbortSignal;
}

/**
 * Makes the client of the signed-in user and starts it. It retries after a temporary failure (no
 * network, a server that starts), and throws an `ApiError` when the server refuses the user.
 *
 * @example
 * const chat = await connect({ baseUrl: 'https://chat.example.com', getToken: () => myToken() });
 */
export async function connect({ getToken, pusher, signal, ...options }: ConnectOptions): Promise<ChatClient> {
  const session = options.session ?? (getToken === undefined ? null : tokenSession(getToken));
  if (session === null) throw new TypeError('connect() needs getToken or session.');
  const whenItWorks = <T>(work: () => Promise<T>) => repeat(work, signal === undefined ? {} : { signal });
  const api = new Api(new HttpClient(session, () => undefined, undefined, options.baseUrl));
  const [config, me] = await Promise.all([
    whenItWorks(() => loadConfig(options.baseUrl, options.offline && (options.storage ?? defaultStorage()))),
    session.user ?? whenItWorks(() => api.me()),
  ]);
  const pusherClass = pusher === null ? null : await whenItWorks(pusher ?? (() => loadPusher(config)));
  if (!session.isSignedIn) throw new ApiError(401, { code: 'unauthenticated' });
  const client = new ChatClient({ ...options, session, me, config, pusher: pusherClass });
  client.start();
  return client;
}
