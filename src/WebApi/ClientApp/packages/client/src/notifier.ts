import { isolate } from './bidi';
import { decideNotification, type NotificationCandidate, type NotificationContext, type NotificationReason } from './notifyDecision';
import type { NotificationPreferences } from './types';

export type Permission = NotificationPermission | 'unsupported';

export interface Decision {
  messageId: string;
  reason: NotificationReason;
}

export interface NotificationTexts {
  newMessage: string;
  newMessages: (count: number) => string;
}

interface Driver {
  context: (candidate: NotificationCandidate) => Omit<NotificationContext, 'alreadyShown' | 'permission' | 'preferences'>;
  onDecision: (decision: Decision) => void;
  onOpen: (conversationId: string) => void;
  look: () => { texts: NotificationTexts; icon: string | undefined };
}

const REMEMBERED = 500;
const EXCERPT_LENGTH = 120;
const SOUND_PAUSE_MS = 2_000;

export function notificationPermission(): Permission {
  return 'Notification' in globalThis ? Notification.permission : 'unsupported';
}

/** Shows browser notifications, one for each conversation, and plays the sound; only what the decision allows. */
export class Notifier {
  readonly #driver: Driver;
  readonly #seen = new Set<string>();
  readonly #shown = new Map<string, { notification: Notification; count: number }>();
  #lastSound = 0;
  #audio: AudioContext | null = null;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  offer(candidate: NotificationCandidate, preferences: NotificationPreferences): Decision {
    const permission = notificationPermission();
    const context = this.#driver.context(candidate);
    const alreadyShown = this.#seen.has(candidate.messageId);
    const reason = decideNotification(candidate, { ...context, preferences, permission, alreadyShown });
    this.#remember(candidate.messageId);
    if (reason === 'shown') this.#show(candidate, preferences.preview);
    if (preferences.sound && (reason === 'shown' || reason === 'permission')) this.#playSound();
    const decision = { messageId: candidate.messageId, reason };
    this.#driver.onDecision(decision);
    return decision;
  }

  /** The conversation was read, here or elsewhere. */
  dismiss(conversationId: string): void {
    this.#shown.get(conversationId)?.notification.close();
    this.#shown.delete(conversationId);
  }

  stop(): void {
    for (const id of [...this.#shown.keys()]) this.dismiss(id);
    void this.#audio?.close();
  }

  #show(candidate: NotificationCandidate, withPreview: boolean): void {
    const { conversationId } = candidate;
    const { texts, icon } = this.#driver.look();
    const count = (this.#shown.get(conversationId)?.count ?? 0) + 1;
    const text = withPreview ? candidate.preview?.slice(0, EXCERPT_LENGTH) : undefined;
    const options = {
      body: count > 1 ? texts.newMessages(count) : (text ?? texts.newMessage),
      tag: conversationId,
      renotify: true,
      ...(icon === undefined ? {} : { icon }),
    };
    const notification = new Notification(candidate.title === null ? candidate.senderName : `${isolate(candidate.senderName)} · ${isolate(candidate.title)}`, options);
    notification.onclick = () => {
      focus();
      this.#driver.onOpen(conversationId);
      this.dismiss(conversationId);
    };
    this.#shown.set(conversationId, { notification, count });
  }

  /** Two short tones, made here: no file to load, nothing to license. */
  #playSound(): void {
    const now = Date.now();
    if (now - this.#lastSound < SOUND_PAUSE_MS || !('AudioContext' in globalThis)) return;
    this.#lastSound = now;
    const audio = (this.#audio ??= new AudioContext());
    if (audio.state !== 'running') return;
    for (const [start, frequency] of [[0, 660], [0.12, 880]] as const) {
      const tone = new OscillatorNode(audio, { frequency });
      const volume = new GainNode(audio, { gain: 0.08 });
      volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + start + 0.15);
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + start);
      tone.stop(audio.currentTime + start + 0.15);
    }
  }

  #remember(messageId: string): void {
    this.#seen.add(messageId);
    const oldest = this.#seen.values().next().value;
    if (this.#seen.size > REMEMBERED && oldest !== undefined) this.#seen.delete(oldest);
  }
}
