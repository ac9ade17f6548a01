import { Api } from './api';
import { Channels, type Handlers } from './channels';
import { lastSequence } from './chatLog';
import type { ChatSession } from './chatSession';
import { Chats } from './chats';
import { Connection } from './connection';
import { Conversations } from './conversations';
import { Drafts } from './drafts';
import { FeedCache, type OfflineOptions } from './feedCache';
import { chatChannel, userChannel, type MessageChanged, type UserEvents } from './events';
import { defaultHost, type Host } from './host';
import { HttpClient } from './http';
import { initialConnection, needsPolling, type ConnectionView } from './machine';
import type { Mentions } from './mentions';
import { Notifications } from './notifications';
import { PresenceWatch } from './presenceWatch';
import { createPusher } from './push';
import type { PusherClass, PusherSocket } from './pusher';
import type { Action } from './reducer';
import { QueueStorage } from './queueStorage';
import { Reacting } from './reacting';
import { ReadMarker } from './readMarker';
import { SendQueue } from './sendQueue';
import { patiently } from './retry';
import { SessionStore } from './session';
import { initialState, logOf } from './state';
import { defaultStorage, type ChatStorage, type StorageChange } from './storage';
import { Store } from './store';
import { SyncFeed } from './syncFeed';
import { Tabs, type TabMessage } from './tabs';
import type { Config, User } from './types';
import { TypingWatch } from './typingWatch';

const FORGET_PRESENCE_MS = 90_000;
/** So long changes are gathered before they are kept. */
const SAVE_MS = 1_000;

export interface ClientOptions {
  session: ChatSession;
  me: User;
  config: Config;
  /** The origin of the API; without it, that of the page. */
  baseUrl?: string;
  /** pusher-js, as `loadPusher` loads it. Without it the client polls. */
  pusher?: PusherClass | null;
  /** Where unsent messages and drafts are kept; without it, in the page's storage, or in memory where there is none. */
  storage?: ChatStorage;
  /**
   * Keeps the latest conversations in the browser until the user signs out, and starts from them. Without it, nothing is
   * kept. Outside a browser it changes nothing.
   */
  offline?: OfflineOptions;
  /** Tells whether there is a network and whether somebody looks; without it, the page or the process does. */
  host?: Host;
  /** Opens a conversation on screen, when its notification is clicked. */
  onOpen?: (conversationId: string) => void;
}

/**
 * Everything between the API and the screen, for one signed-in user. It knows nothing of React: a front end reads
 * `store` and calls the parts. `start()` and `stop()` bracket its life; a stopped client is not started again.
 */
export class ChatClient {
  readonly store: Store;
  readonly api: Api;
  readonly config: Config;
  readonly conversations: Conversations;
  readonly chats: Chats;
  readonly queue: SendQueue;
  readonly reacting: Reacting;
  readonly typing: TypingWatch;
  readonly presence: PresenceWatch;
  readonly notifications: Notifications;
  readonly drafts: Drafts;
  readonly channels: Channels | null;
  readonly storage: ChatStorage;
  readonly #session: ChatSession;
  readonly #host: Host;
  readonly #connection: Connection;
  readonly #sync: SyncFeed;
  readonly #reads: ReadMarker;
  readonly #pusher: PusherSocket | null;
  readonly #storage: QueueStorage;
  readonly #cache: FeedCache | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;
  readonly #stopped = new AbortController();
  #tabs: Tabs | null = null;
  #subscriptions = 0;
  #forgetPresence: ReturnType<typeof setTimeout> | undefined;

  constructor({ session, me, config, baseUrl, pusher = null, storage = defaultStorage(), offline, host = defaultHost, onOpen }: ClientOptions) {
    this.#session = session;
    this.#host = host;
    this.storage = storage;
    this.config = config;
    this.#cache = offline && new FeedCache(`messaging.feed.${baseUrl ?? ''}.${me.id}`, offline);
    this.store = new Store(initialState(me, initialConnection), (action) => this.#onAction(action));
    const http = new HttpClient(
      session, ({ status }) => this.#connection.send({ type: 'request-failed', status }), () => this.#lookNow(), baseUrl);
    const clockSkew = () => http.clockSkew;
    this.api = new Api(http);
    this.drafts = new Drafts(me.id, storage);
    this.#storage = new QueueStorage(me.id, storage);
    this.#pusher = createPusher(pusher, config, {
      signIn: (socketId) => this.api.signPush(config.push.userAuthEndpoint, socketId),
      enter: (socketId, channel) => this.api.signChannel(config.push.authEndpoint, socketId, channel),
    });
    this.channels = this.#pusher && new Channels(this.#pusher, () => session.renew(session.accessToken, true));
    this.#connection = new Connection(this.#pusher, {
      get: () => this.store.getSnapshot().connection,
      set: (connection) => this.#onConnection(connection),
      onWake: () => void this.#sync.request(),
    }, host);
    this.reacting = new Reacting({ api: this.api, store: this.store });
    this.chats = new Chats({
      api: this.api,
      store: this.store,
      join: (id, handlers) => this.channels?.join(chatChannel(id), handlers) ?? (() => undefined),
      requestSync: () => void this.#sync.request(),
      kept: async (id) => await this.#cache?.chat(id) ?? null,
      onClosed: () => this.#sync.onChatClosed(),
      onIncoming: (event, id) => this.#onIncoming(event, id),
      onTyping: (kind, event) => (kind === 'start' ? this.typing.started(event) : this.typing.stopped(event)),
    });
    this.#sync = new SyncFeed({
      api: this.api,
      store: this.store,
      config: config.sync,
      chats: this.chats,
      send: this.#connection.send,
      isLeader: () => this.#tabs?.isLeader ?? true,
      isVisible: () => host.isVisible(),
      onTyping: (id, typists) => this.typing.replace(id, typists),
      onLost: () => {
        this.conversations.drop();
        void this.#cache?.wipe();
      },
      onRows: (rows) => this.#tabs?.send({ type: 'rows', rows }),
      onPolledRow: (row) => this.notifications.offerRow(row),
    });
    this.conversations = new Conversations(this.api, this.store, (cursor) => this.#sync.start(cursor));
    this.#reads = new ReadMarker(async (id, sequence) => {
      this.store.dispatch({ type: 'rows', rows: [await this.api.markRead(id, sequence)] });
    });
    this.presence = new PresenceWatch({
      fetch: async (userIds) => (await this.api.presence(userIds)).items,
      onPresence: (items) => this.store.dispatch({ type: 'presence', items }),
    });
    this.typing = new TypingWatch({
      api: this.api, store: this.store, timings: config.typing,
      socketId: () => this.socketId, clockSkew, onWanted: () => this.#lookNow(),
    });
    this.notifications = new Notifications({
      api: this.api, store: this.store, tabs: () => this.#tabs, onOpen: onOpen ?? (() => undefined), clockSkew,
    });
    this.queue = new SendQueue(this.#storage, {
      post: (message) => this.api.sendMessage(message.conversationId, message.id, message.body, { replyTo: message.replyTo?.id, mentions: message.mentions }),
      onChanged: (message) => this.store.dispatch({ type: 'pending-changed', message }),
      onSent: (message) => this.store.dispatch({ type: 'messages', conversationId: message.conversationId, messages: [message] }),
      onRemoved: ({ conversationId, id }) => this.store.dispatch({ type: 'pending-removed', conversationId, id }),
      onWanted: () => this.#lookNow(),
      lastSequence: (id) => {
        const state = this.store.getSnapshot();
        return Math.max(state.conversations[id]?.lastMessage?.sequence ?? 0, lastSequence(logOf(state, id)));
      },
      canSend: () => !['offline', 'unauthorized', 'closed'].includes(this.store.getSnapshot().connection.status),
    });
  }

  get socketId(): string | null {
    return (this.#pusher?.connection as { socket_id?: string } | undefined)?.socket_id ?? null;
  }

  start(): void {
    const me = this.store.getSnapshot().me.id;
    this.#tabs = new Tabs(me, this.#onTab, () => this.#sync.refreshPolling(), this.#host);
    this.store.dispatch({ type: 'pending', messages: this.#storage.all() });
    const { signal } = this.#stopped;
    for (const end of [this.storage.onChange?.(this.#onStorage), this.#session.subscribe(this.#onSession)]) {
      if (end !== undefined) signal.addEventListener('abort', end);
    }
    this.#host.on('visibility', this.#onVisibility, signal);
    this.#onVisibility();
    this.#host.on('leave', () => this.typing.stop(), signal);
    this.#host.on('leave', this.#save, signal);
    this.#connection.start();
    this.channels?.join(userChannel(me), this.#userHandlers());
    void this.#startList();
    this.notifications.start();
    this.queue.flush();
  }

  stop(): void {
    this.#save();
    void this.#cache?.close();
    this.#stopped.abort();
    clearTimeout(this.#forgetPresence);
    this.typing.stop();
    this.presence.stop();
    this.#reads.stop();
    this.queue.stop();
    this.conversations.stop();
    this.notifications.stop();
    this.chats.close();
    this.#sync.stop();
    // First the connection: what leaving a channel says would reach the socket when it is closed.
    this.#connection.stop();
    this.channels?.close();
    this.#tabs?.stop();
  }

  /** Tries to connect now, whatever is planned. */
  reconnect = (): void => this.#connection.reconnect();

  /** Everything up to `sequence` has been seen; shown here at once, and on the server half a second later at most. */
  markRead(conversationId: string, sequence: number): void {
    const { me } = this.store.getSnapshot();
    this.store.dispatch({ type: 'reads', conversationId, cursors: [{ userId: me.id, lastReadSequence: sequence }] });
    this.#reads.mark(conversationId, sequence);
    this.notifications.dismiss(conversationId);
    this.#tabs?.send({ type: 'read', conversationId });
  }

  /** Its row goes when the server says that I have left. */
  async leaveGroup(conversationId: string): Promise<void> {
    this.#reads.forget(conversationId);
    await this.api.removeMember(conversationId, this.store.getSnapshot().me.id);
  }

  /** Tells the other tabs what this one shows, so that nobody is notified of what is being read. */
  show(conversationId: string | null, atEnd: boolean): void {
    this.#tabs?.show(conversationId, atEnd);
  }

  async edit(conversationId: string, messageId: string, body: string, mentions?: Mentions): Promise<void> {
    const message = await patiently(() => this.api.editMessage(conversationId, messageId, body, mentions));
    this.store.dispatch({ type: 'messages', conversationId, messages: [message] });
  }

  async remove(conversationId: string, messageId: string): Promise<void> {
    const message = await patiently(() => this.api.deleteMessage(conversationId, messageId));
    this.store.dispatch({ type: 'messages', conversationId, messages: [message] });
  }

  /** Changes my own name or picture; the others see it as their rows come. Without a picture, there are initials. */
  async changeProfile(profile: { displayName?: string; avatarUrl?: string | null }): Promise<void> {
    const me = await patiently(() => this.api.changeProfile(profile));
    this.store.dispatch({ type: 'me', me });
    this.#session.saveUser(me);
  }

  /** Changes the password, which ends every session of the account, and signs this browser in again. */
  async changePassword(currentPassword: string, newPassword: string): Promise<void> {
    if (!(this.#session instanceof SessionStore)) throw new Error('The password belongs to the issuer of the tokens.');
    // A token at its end is renewed by this request; it cannot be while the session is replaced.
    const { userName } = await this.api.me();
    await this.#session.changePassword(userName, currentPassword, newPassword);
  }

  /** From what was kept in the browser where there is something, else from the server. */
  async #startList(): Promise<void> {
    const kept = await this.#cache?.load() ?? null;
    if (this.#stopped.signal.aborted) return;
    if (kept === null) return this.conversations.start();
    this.conversations.restore(kept);
    this.#sync.start(kept.cursor);
    void this.#sync.request();
  }

  #save = (): void => {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    void this.#cache?.save(this.store.getSnapshot(), {
      user: this.#sync.cursor, chat: (id) => this.chats.cursorOf(id), isComplete: !this.conversations.hasMore('all'),
    });
  };

  #userHandlers(): Handlers {
    return {
      onSubscribed: () => void this.#onSubscribed(),
      'conversation-updated': (event) => void this.#onRow(event),
      'message-notification': (event) => this.notifications.offer({ ...event, mentionsMe: true, sentAt: null }),
      'message-read': (event) => this.chats.onRead(event),
      'typing-start': (event) => this.typing.started(event),
      'typing-stop': (event) => this.typing.stopped(event),
      'user-status-change': (event) => this.store.dispatch({ type: 'presence', items: [event] }),
    };
  }

  /** Live only once a sync that began after joining has finished. */
  async #onSubscribed(): Promise<void> {
    this.#subscriptions += 1;
    const subscription = this.#subscriptions;
    this.#connection.send({ type: 'subscribed' });
    await this.#sync.request();
    if (subscription === this.#subscriptions) this.#connection.send({ type: 'caught-up' });
  }

  async #onRow(event: UserEvents['conversation-updated']): Promise<void> {
    const row = 'conversation' in event ? event.conversation : await this.conversations.complete(event).catch(() => null);
    if (row === null) return void this.#sync.request();
    this.store.dispatch({ type: 'rows', rows: [row] });
    if (row.unreadCount === 0) this.notifications.dismiss(row.id);
    // Until the server has heard that nobody looks, it notifies nobody.
    if (this.chats.isHidden(row.id)) this.notifications.offerRow(row);
    this.#sync.see(event.revision, row);
  }

  #onIncoming(event: MessageChanged, conversationId: string): void {
    if ('message' in event) this.notifications.offerMessage(event.message, conversationId);
    else this.#confirmUnseen(conversationId, event.messageId);
  }

  #onConnection(connection: ConnectionView): void {
    const before = this.store.getSnapshot().connection;
    this.store.dispatch({ type: 'connection', connection });
    // A sync is the question whether the server works again; it is repeated until it does.
    if (before.trouble === null && connection.trouble !== null && connection.status === 'live') void this.#sync.request();
    if (before.trouble !== null && connection.trouble === null) queueMicrotask(() => this.#onRecovered());
    if (connection.status === before.status) return;
    this.#sync.setPolling(needsPolling(connection));
    if (connection.status === 'live') this.presence.refresh();
    if (connection.status === 'offline') {
      this.#forgetPresence ??= setTimeout(() => this.store.dispatch({ type: 'presence-forgotten' }), FORGET_PRESENCE_MS);
    } else {
      clearTimeout(this.#forgetPresence);
      this.#forgetPresence = undefined;
      this.queue.flush();
      this.#reads.flush();
    }
  }

  /** The user does something, or something gets an answer, while the server counts as away: a sync tells whether it is. */
  #lookNow(): void {
    const { trouble, status } = this.store.getSnapshot().connection;
    if (trouble !== null || status === 'offline') void this.#sync.request();
  }

  #onVisibility = (): void => {
    this.chats.setVisible(this.#host.isVisible());
    this.#sync.refreshPolling();
  };

  #onRecovered(): void {
    if (this.#stopped.signal.aborted) return;
    this.#connection.recover();
    this.queue.flush();
    this.#reads.flush();
  }

  /** The session ended, here or in another tab: nothing may go on with it. */
  #onSession = (): void => {
    if (this.#session.isSignedIn) return;
    this.#connection.send({ type: 'unauthorized' });
    void this.#cache?.wipe();
  };

  /** A message that the server shows is stored, whichever way it came: it leaves the queue. */
  #onAction(action: Action): void {
    if (this.#cache !== undefined && !this.#stopped.signal.aborted) this.#saving ??= setTimeout(this.#save, SAVE_MS);
    if (action.type === 'messages' || action.type === 'page') this.queue.confirm(action.messages.map((message) => message.id));
    if (action.type !== 'rows') return;
    const { conversations, unreadElsewhere } = this.store.getSnapshot();
    // It may have had unread messages that were counted among those elsewhere.
    if (unreadElsewhere > 0 && action.unreadTotal === undefined && action.rows.some((row) => conversations[row.id] === undefined)) this.conversations.count();
    for (const row of action.rows) {
      // With the first message the two see each other's presence.
      if (row.kind === 'direct' && row.lastMessage !== null && conversations[row.id]?.lastMessage === null) this.presence.askFor(row.members.map((member) => member.userId));
      if (row.lastMessage === null || !this.queue.has(row.lastMessage.id)) continue;
      this.#confirmUnseen(row.id, row.lastMessage.id);
      this.#sync.noteRow(row);
    }
  }

  /** The message is stored but not here yet. In an open conversation it stays on screen until it comes. */
  #confirmUnseen(conversationId: string, id: string): void {
    if (!this.queue.has(id)) return;
    this.queue.confirm([id]);
    const { current } = this.chats;
    if (current !== conversationId) this.store.dispatch({ type: 'pending-removed', conversationId, id });
  }

  #onTab = (message: TabMessage): void => {
    if (message.type === 'rows') {
      this.store.dispatch({ type: 'rows', rows: message.rows });
      for (const row of message.rows) this.#sync.noteRow(row);
    } else if (message.type === 'read') {
      this.notifications.dismiss(message.conversationId);
    } else if (message.type === 'notify' && this.#tabs?.isLeader === true) {
      this.notifications.offer(message.candidate);
    }
  };

  /** Another tab has queued or sent something. */
  #onStorage = ({ key, value }: StorageChange): void => {
    if (!this.#storage.owns(key)) return;
    this.store.dispatch({ type: 'pending', messages: this.#storage.all() });
    const current = this.chats.current;
    const isSent = value === null && current !== null;
    if (isSent && lastSequence(logOf(this.store.getSnapshot(), current)) === 0) void this.#sync.request();
  };
}
