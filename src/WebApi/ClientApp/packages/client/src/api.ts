import { addressAt, send, type Answer, type HttpClient, type RequestOptions } from './http';
import type { Mentions } from './mentions';
import type { ChannelSignature, PushSignature } from './pusher';
import { addressOf, type Body, type Input, type Method, type Reply, type Route } from './routes';
import type { ChatStorage } from './storage';
import type { Config, ConversationFilter, MemberRole, NotificationPreferences, PrivacySettings, Session, SyncAnswer } from './types';

/** The API's own sign-in; it needs no session. */
export interface AuthApi {
  register: (userName: string, password: string, displayName: string) => Promise<Session>;
  login: (userName: string, password: string) => Promise<Session>;
  refresh: (refreshToken: string) => Promise<Session>;
  /** Ends every session of the account, the one of `accessToken` included. */
  changePassword: (accessToken: string | null, body: Body<'post', '/api/v1/auth/change-password'>) => Promise<unknown>;
}

/** @param baseUrl The origin of the API; empty for that of the page. */
export function authAt(baseUrl = ''): AuthApi {
  const post = async <P extends SignIn>(route: P, body: Body<'post', P>): Promise<Session> =>
    (await send<Session>('POST', addressAt(baseUrl, route), { body })).data;
  return {
    register: (userName, password, displayName) => post('/api/v1/auth/register', { userName, password, displayName }),
    login: (userName, password) => post('/api/v1/auth/login', { userName, password }),
    refresh: (refreshToken) => post('/api/v1/auth/refresh', { refreshToken }),
    changePassword: (accessToken, body) => send('POST', addressAt(baseUrl, '/api/v1/auth/change-password'), {
      body, headers: { Authorization: `Bearer ${accessToken ?? ''}` },
    }),
  };
}

/**
 * The public settings of the server.
 * @param storage Keeps them. Kept settings are returned at once, so that a start waits for no answer; those of the
 * server replace them for the next start.
 * @param onChange Gets the settings of the server when they differ from the kept ones that were returned.
 */
export async function loadConfig(baseUrl = '', storage?: ChatStorage, onChange?: (config: Config) => void): Promise<Config> {
  const key = `messaging.config${baseUrl}`;
  const kept = storage?.getItem(key) ?? null;
  const asked = send<Config>('GET', addressAt(baseUrl, '/api/v1/config')).then(({ data }) => {
    const text = JSON.stringify(data);
    if (text === kept) return data;
    keep(storage, key, text);
    if (kept !== null) onChange?.(data);
    return data;
  });
  if (kept === null) return asked;
  asked.catch(() => undefined);
  return JSON.parse(kept) as Config;
}

function keep(storage: ChatStorage | undefined, key: string, value: string): void {
  try {
    storage?.setItem(key, value);
  } catch {
    // No room: the next start asks the server.
  }
}

type SignIn = '/api/v1/auth/register' | '/api/v1/auth/login' | '/api/v1/auth/refresh';

export interface MessageRange {
  before?: number;
  after?: number;
  around?: number;
  limit?: number;
}

export interface SyncQuery {
  cursor?: string | null;
  conversationId?: string | null;
  conversationCursor?: string | null;
  wait?: number;
  limit?: number;
}

type More = Omit<RequestOptions, 'body'>;

/** One method for each endpoint that the client uses; no state. The types of requests and answers come from the OpenAPI document. */
export class Api {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  me = () => this.#call('get', '/api/v1/me', {});
  logout = () => this.#call('post', '/api/v1/auth/logout', {});
  changeProfile = (profile: { displayName?: string; avatarUrl?: string | null }) => this.#call('patch', '/api/v1/me', { body: profile });
  searchUsers = (query: string, signal?: AbortSignal, cursor?: string | null) =>
    this.#call('get', '/api/v1/users', { query: { query, cursor } }, signal ? { signal } : {});

  conversations = (filter: ConversationFilter, cursor?: string | null, limit?: number) =>
    this.#call('get', '/api/v1/conversations', { query: { filter, cursor, limit } });
  searchConversations = (query: string, filter: ConversationFilter, cursor?: string | null, signal?: AbortSignal) =>
    this.#call('get', '/api/v1/conversations', { query: { query, filter, cursor } }, signal ? { signal } : {});
  conversation = (id: string) => this.#call('get', '/api/v1/conversations/{id}', { path: { id } });
  openDirect = (userId: string) => this.#call('post', '/api/v1/conversations', { body: { kind: 'direct', userId } });
  /** The same id again returns the first group. */
  openGroup = (title: string, memberIds: string[], id?: string) =>
    this.#call('post', '/api/v1/conversations', { body: { kind: 'group', title, memberIds, ...(id !== undefined && { id }) } });
  renameGroup = (id: string, title: string) => this.#call('patch', '/api/v1/conversations/{id}', { path: { id }, body: { title } });
  addMembers = (id: string, userIds: string[]) =>
    this.#call('post', '/api/v1/conversations/{id}/members', { path: { id }, body: { userIds } });
  removeMember = (id: string, userId: string) => this.#call('delete', '/api/v1/conversations/{id}/members/{userId}', { path: { id, userId } });
  changeRole = (id: string, userId: string, role: MemberRole) =>
    this.#call('patch', '/api/v1/conversations/{id}/members/{userId}', { path: { id, userId }, body: { role } });
  setFlags = (id: string, flags: { mutedUntil?: string | null; archived?: boolean }) =>
    this.#call('patch', '/api/v1/conversations/{id}/me', { path: { id }, body: flags });

  messages = (id: string, range: MessageRange) => this.#call('get', '/api/v1/conversations/{id}/messages', { path: { id }, query: range });
  message = (id: string, messageId: string) => this.#call('get', '/api/v1/conversations/{id}/messages/{messageId}', { path: { id, messageId } });
  /** Signs a connection to the push service; the address comes from the settings. */
  signPush = async (endpoint: string, socketId: string) =>
    (await this.#http.request<PushSignature>('POST', endpoint, { form: { socket_id: socketId }, optional: true })).data;
  /** Signs the entry of a connection into a channel. */
  signChannel = async (endpoint: string, socketId: string, channel: string) =>
    (await this.#http.request<ChannelSignature>('POST', endpoint, { form: { socket_id: socketId, channel_name: channel }, optional: true })).data;

  /** Without mentions, the server takes them from the text. */
  sendMessage = (id: string, messageId: string, body: string, { replyTo, mentions }: { replyTo?: string | undefined; mentions?: Mentions | undefined } = {}) =>
    this.#call('post', '/api/v1/conversations/{id}/messages', {
      path: { id }, body: { id: messageId, body, ...(replyTo !== undefined && { replyTo }), ...bodyOf(mentions) },
    });
  editMessage = (id: string, messageId: string, body: string, mentions?: Mentions) =>
    this.#call('patch', '/api/v1/conversations/{id}/messages/{messageId}', { path: { id, messageId }, body: { body, ...bodyOf(mentions) } });
  deleteMessage = (id: string, messageId: string) =>
    this.#call('delete', '/api/v1/conversations/{id}/messages/{messageId}', { path: { id, messageId } });

  addReaction = (id: string, messageId: string, emoji: string) =>
    this.#call('put', '/api/v1/conversations/{id}/messages/{messageId}/reactions/{emoji}', { path: { id, messageId, emoji } });
  removeReaction = (id: string, messageId: string, emoji: string) =>
    this.#call('delete', '/api/v1/conversations/{id}/messages/{messageId}/reactions/{emoji}', { path: { id, messageId, emoji } });
  reactions = (id: string, messageId: string, query: { emoji?: string | null; cursor?: string | null; limit?: number } = {}) =>
    this.#call('get', '/api/v1/conversations/{id}/messages/{messageId}/reactions', { path: { id, messageId }, query });

  markRead = (id: string, sequence: number) => this.#call('put', '/api/v1/conversations/{id}/read', { path: { id }, body: { sequence } });
  typing = (id: string, state: 'started' | 'stopped', socketId: string | null) =>
    this.#call('post', '/api/v1/conversations/{id}/typing', { path: { id }, body: { state } }, {
      keepalive: true, headers: socketId === null ? {} : { 'X-Socket-Id': socketId },
    });

  presence = (userIds: string[]) => this.#call('get', '/api/v1/presence', { query: { userIds: userIds.join(',') } });
  preferences = () => this.#call('get', '/api/v1/me/notification-preferences', {});
  setPreferences = (preferences: NotificationPreferences) =>
    this.#call('put', '/api/v1/me/notification-preferences', { body: preferences });
  setPrivacy = (settings: Partial<PrivacySettings>) => this.#call('patch', '/api/v1/me/settings', { body: settings });
  sessions = () => this.#call('get', '/api/v1/me/sessions', {});
  endSession = (sessionId: string) => this.#call('delete', '/api/v1/me/sessions/{sessionId}', { path: { sessionId } });
  endOtherSessions = () => this.#call('post', '/api/v1/me/sessions/end-others', {});
  blocks = () => this.#call('get', '/api/v1/me/blocks', {});
  block = (userId: string) => this.#call('put', '/api/v1/me/blocks/{userId}', { path: { userId } });
  unblock = (userId: string) => this.#call('delete', '/api/v1/me/blocks/{userId}', { path: { userId } });

  sync = (query: SyncQuery, options: RequestOptions): Promise<Answer<SyncAnswer | null>> =>
    this.#http.request<SyncAnswer | null>('GET', addressOf('/api/v1/sync', { query }), options);

  async #call<M extends Method, P extends Route<M>>(method: M, route: P, input: Input<M, P>, more: More = {}): Promise<Reply<M, P>> {
    const { body, ...values } = input as { body?: unknown; path?: object; query?: object };
    const options = body === undefined ? more : { ...more, body };
    return (await this.#http.request<Reply<M, P>>(method.toUpperCase(), addressOf(route, values), options)).data;
  }
}

const bodyOf = (mentions: Mentions | undefined) => mentions && { mentions: [...mentions.mentions], mentionsAll: mentions.mentionsAll };
