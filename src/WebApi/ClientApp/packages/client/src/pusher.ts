/** As much of pusher-js as the client uses, so that nobody's types depend on how its own are resolved. */
export interface PusherSocket {
  connection: {
    state: string;
    socket_id: string;
    bind(event: string, listener: (data: never) => void): unknown;
    unbind(event: string, listener: (data: never) => void): unknown;
  };
  connect(): void;
  disconnect(): void;
  signin(): void;
  subscribe(channel: string): PusherChannel;
  unsubscribe(channel: string): void;
  send_event(event: string, data: object): boolean;
}

export interface PusherChannel {
  subscribed: boolean;
  bind_global(listener: (event: string, data: unknown) => void): unknown;
  unbind_global(listener: (event: string, data: unknown) => void): unknown;
}

/** The result for pusher-js: an error, or the requested signature. */
type Callback<T> = (error: Error | null, proof: T | null) => void;

export interface PusherOptions {
  cluster: string;
  forceTLS: boolean;
  enabledTransports: ('ws' | 'wss')[];
  disableStats: boolean;
  activityTimeout: number;
  pongTimeout: number;
  wsHost?: string;
  wsPort?: number;
  wssPort?: number;
  channelAuthorization: { customHandler: (params: { socketId: string; channelName: string }, callback: Callback<ChannelSignature>) => void };
  userAuthentication: { customHandler: (params: { socketId: string }, callback: Callback<PushSignature>) => void };
}

/** The class that pusher-js exports. */
export type PusherClass = new (key: string, options: PusherOptions) => PusherSocket;

/** The proof that the push service checks: the user behind a connection, signed by the server. */
export interface PushSignature {
  auth: string;
  user_data: string;
}

/** The proof that a connection may enter a channel. */
export interface ChannelSignature {
  auth: string;
  channel_data?: string;
}
