import { send, type Answer, type HttpClient, type RequestOptions } from './http';
import type { NotificationPreferences } from './notifyDecision';
import type {
  Config, Conversation, ConversationFilter, ConversationPage, Me, Message, MessagePage, Page, Presence, PrivacySettings, Session,
  SyncAnswer, User,
} from './types';

export const auth = {
  register: (userName: string, password: string, displayName: string) =>
    anonymous<Session>('/auth/register', { userName, password, displayName }),
  login: (userName: string, password: string) => anonymous<Session>('/auth/login', { userName, password }),
  refresh: (refreshToken: string) => anonymous<Session>('/auth/refresh', { refreshToken }),
};

export async function loadConfig(): Promise<Config> {
  return (await send<Config>('GET', '/api/v1/config')).data;
}

async function anonymous<T>(path: string, body: unknown): Promise<T> {
  return (await send<T>('POST', `/api/v1${path}`, { body })).data;
}

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

/** One method for each endpoint that the client uses; no state. */
export class Api {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  me = () => this.#get<Me>('/me');
  logout = () => this.#data<null>('POST', '/auth/logout');
  rename = (displayName: string) => this.#data<User>('PATCH', '/me', { body: { displayName } });
  searchUsers = (query: string, signal?: AbortSignal) =>
    this.#get<Page<User>>(`/users${queryString({ query })}`, signal ? { signal } : {});

  conversations = (filter: ConversationFilter, cursor?: string | null) =>
    this.#get<ConversationPage>(`/conversations${queryString({ filter, cursor })}`);
  conversation = (id: string) => this.#get<Conversation>(`/conversations/${id}`);
  openDirect = (userId: string) =>
    this.#data<Conversation>('POST', '/conversations', { body: { kind: 'direct', userId } });
  openGroup = (title: string, memberIds: string[]) =>
    this.#data<Conversation>('POST', '/conversations', { body: { kind: 'group', title, memberIds } });
  renameGroup = (id: string, title: string) => this.#data<Conversation>('PATCH', `/conversations/${id}`, { body: { title } });
  addMembers = (id: string, userIds: string[]) => this.#data<Conversation>('POST', `/conversations/${id}/members`, { body: { userIds } });
  removeMember = (id: string, userId: string) => this.#data<Conversation | null>('DELETE', `/conversations/${id}/members/${userId}`);
  setFlags = (id: string, flags: { mutedUntil?: string | null; archived?: boolean }) =>
    this.#data<Conversation>('PATCH', `/conversations/${id}/me`, { body: flags });

  messages = (id: string, range: MessageRange) =>
    this.#get<MessagePage>(`/conversations/${id}/messages${queryString({ ...range })}`);
  message = (id: string, messageId: string) => this.#get<Message>(`/conversations/${id}/messages/${messageId}`);
  sendMessage = (id: string, messageId: string, body: string) =>
    this.#data<Message>('POST', `/conversations/${id}/messages`, { body: { id: messageId, body } });
  editMessage = (id: string, messageId: string, body: string) =>
    this.#data<Message>('PATCH', `/conversations/${id}/messages/${messageId}`, { body: { body } });
  deleteMessage = (id: string, messageId: string) =>
    this.#data<Message>('DELETE', `/conversations/${id}/messages/${messageId}`);

  markRead = (id: string, sequence: number) => this.#data<Conversation>('PUT', `/conversations/${id}/read`, { body: { sequence } });
  typing = (id: string, state: 'started' | 'stopped', socketId: string | null) =>
    this.#data<null>('POST', `/conversations/${id}/typing`, {
      body: { state }, keepalive: true, headers: socketId === null ? {} : { 'X-Socket-Id': socketId },
    });

  presence = (userIds: string[]) => this.#get<Page<Presence>>(`/presence${queryString({ userIds: userIds.join(',') })}`);
  preferences = () => this.#get<NotificationPreferences>('/me/notification-preferences');
  setPreferences = (preferences: NotificationPreferences) =>
    this.#data<NotificationPreferences>('PUT', '/me/notification-preferences', { body: preferences });
  setPrivacy = (settings: Partial<PrivacySettings>) => this.#data<PrivacySettings>('PATCH', '/me/settings', { body: settings });
  blocks = () => this.#get<Page<User>>('/me/blocks');
  block = (userId: string) => this.#data<null>('PUT', `/me/blocks/${userId}`);
  unblock = (userId: string) => this.#data<null>('DELETE', `/me/blocks/${userId}`);

  sync = (query: SyncQuery, options: RequestOptions): Promise<Answer<SyncAnswer | null>> =>
    this.#http.request<SyncAnswer | null>('GET', `/sync${queryString({ ...query })}`, options);

  #get<T>(path: string, options: RequestOptions = {}): Promise<T> {
    return this.#data<T>('GET', path, options);
  }

  async #data<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    return (await this.#http.request<T>(method, path, options)).data;
  }
}

function queryString(values: Record<string, string | number | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  return query.size === 0 ? '' : `?${query}`;
}
