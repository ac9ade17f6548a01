import type { Api } from './api';
import { Notifier, notificationPermission, type Decision, type NotificationTexts, type Permission } from './notifier';
import { isDirectedAt } from './mentions';
import type { NotificationCandidate } from './notifyDecision';
import { patiently, repeat } from './retry';
import { isMuted } from './state';
import type { Store } from './store';
import type { Tabs } from './tabs';
import type { Conversation, Message, NotificationPreferences } from './types';

interface Driver {
  api: Api;
  store: Store;
  tabs: () => Tabs | null;
  onOpen: (conversationId: string) => void;
  /** The server's clock less ours, in milliseconds. */
  clockSkew: () => number;
}

export interface NotificationView {
  permission: Permission;
  /** Null until the server has told them; what arrives before waits for them. */
  preferences: NotificationPreferences | null;
  lastDecision: Decision | null;
}

/** Preferences, permission and the decision about each message; the leader tab shows, the others hand over. */
export class Notifications {
  readonly #driver: Driver;
  readonly #notifier: Notifier;
  readonly #startedAt = Date.now();
  readonly #listeners = new Set<() => void>();
  readonly #stopped = new AbortController();
  #view: NotificationView = { permission: notificationPermission(), preferences: null, lastDecision: null };
  #waiting: NotificationCandidate[] = [];
  /** Texts in the language of the page; the front end sets them. */
  texts: NotificationTexts = { newMessage: 'New message', newMessages: (count: number) => `${count} new messages` };
  /** The address of a picture beside them. */
  icon: string | undefined;

  constructor(driver: Driver) {
    this.#driver = driver;
    this.#notifier = new Notifier({
      context: (candidate) => this.#context(candidate),
      onDecision: (lastDecision) => this.#set({ lastDecision }),
      onOpen: driver.onOpen,
      look: () => ({ texts: this.texts, icon: this.icon }),
    });
  }

  get isLeader(): boolean {
    return this.#driver.tabs()?.isLeader ?? false;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  getSnapshot = (): NotificationView => this.#view;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    repeat(() => this.#driver.api.preferences(), { signal: this.#stopped.signal })
      .then((preferences) => this.#begin(preferences)).catch(() => undefined);
  }

  stop(): void {
    this.#stopped.abort();
    this.#notifier.stop();
  }

  /** Must be called from a click or a key press: browsers ignore it otherwise. */
  async requestPermission(): Promise<Permission> {
    const permission = notificationPermission() === 'unsupported' ? 'unsupported' : await Notification.requestPermission();
    this.#set({ permission });
    return permission;
  }

  async update(patch: Partial<NotificationPreferences>): Promise<void> {
    const before = this.#view.preferences ?? await patiently(() => this.#driver.api.preferences());
    const after = { ...before, ...patch };
    this.#set({ preferences: after });
    try {
      this.#set({ preferences: await patiently(() => this.#driver.api.setPreferences(after)) });
    } catch (error) {
      this.#set({ preferences: before });
      throw error;
    }
  }

  offer(candidate: NotificationCandidate): void {
    const { preferences } = this.#view;
    if (preferences === null) this.#waiting.push(candidate);
    else this.#notifier.offer(candidate, preferences);
  }

  /** A message of the open conversation: the server does not notify of it, but nobody may be looking. */
  offerMessage(message: Message, conversationId: string): void {
    if (message.change !== null) return;
    const row = this.#driver.store.getSnapshot().conversations[conversationId];
    const sender = row?.members.find((member) => member.userId === message.senderId);
    this.#hand({
      messageId: message.id, conversationId, senderId: message.senderId,
      senderName: sender?.displayName ?? '', title: row?.title ?? null, preview: message.body,
      mentionsMe: isDirectedAt(message, this.#driver.store.getSnapshot().me.id), sentAt: message.sentAt,
    });
  }

  /** A row that came by polling, or of a conversation that is open in a hidden page. */
  offerRow(row: Conversation): void {
    const last = row.lastMessage;
    if (last?.change !== null || row.unreadCount === 0 || last.deleted) return;
    const sender = row.members.find((member) => member.userId === last.senderId);
    this.#hand({
      messageId: last.id, conversationId: row.id, senderId: last.senderId,
      senderName: sender?.displayName ?? '', title: row.title, preview: last.body,
      mentionsMe: last.mentionsMe, sentAt: last.sentAt,
    });
  }

  dismiss(conversationId: string): void {
    this.#notifier.dismiss(conversationId);
  }

  #begin(preferences: NotificationPreferences): void {
    // A change that the user has made meanwhile is newer.
    if (this.#view.preferences === null) this.#set({ preferences });
    for (const candidate of this.#waiting.splice(0)) this.offer(candidate);
  }

  #hand(candidate: NotificationCandidate): void {
    if (this.isLeader) this.offer(candidate);
    else this.#driver.tabs()?.send({ type: 'notify', candidate });
  }

  #context(candidate: NotificationCandidate) {
    const { me, conversations } = this.#driver.store.getSnapshot();
    const row = conversations[candidate.conversationId];
    const now = Date.now();
    return {
      myId: me.id, now, startedAt: this.#startedAt + this.#driver.clockSkew(),
      muted: row !== undefined && isMuted(row, now),
      isLeader: this.isLeader,
      views: this.#driver.tabs()?.views ?? [],
    };
  }

  #set(patch: Partial<NotificationView>): void {
    this.#view = { ...this.#view, ...patch };
    for (const listener of [...this.#listeners]) listener();
  }
}
