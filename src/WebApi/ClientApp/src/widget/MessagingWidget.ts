import { type ApiError, type ChatClient, connect, type GetToken, toApiError } from '@messaging/client';
import { bestLanguage, textsIn, type Texts } from '../app/i18n/catalogue';
import { Frame } from './Frame';
import type { PanelHandle } from './panel';
import { tokenFrom } from './tokenFrom';
import { unreadIn } from './unreadIn';
import { widgetStorage } from './widgetStorage';

/**
 * `<messaging-widget>`: a button with the number of unread messages, and the chat behind it. It connects as soon as
 * it knows where tokens come from; what is behind the button is loaded when it is opened.
 */
export class MessagingWidget extends HTMLElement {
  static readonly observedAttributes = ['token-url', 'server', 'user', 'conversation', 'locale', 'label'];

  readonly #frame = new Frame(this.attachShadow({ mode: 'open' }), { toggle: () => this.#toggle(), close: () => this.close() });
  #getToken: GetToken | null = null;
  #client: ChatClient | null = null;
  #failure: ApiError | null = null;
  #connection = new AbortController();
  #panel: Promise<PanelHandle> | null = null;
  #isAttached = false;
  #isOpen = false;
  #isSignedOut = false;
  #unread = 0;

  /** Gives the token of the host page's user, or null; an alternative to `token-url`. */
  get getToken(): GetToken | null {
    return this.#getToken;
  }

  set getToken(getToken: GetToken | null) {
    this.#getToken = getToken;
    this.#signIn();
  }

  /** Messages that nobody has read, in what the widget shows. */
  get unread(): number {
    return this.#unread;
  }

  /** Shows the chat and moves the focus into it. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#render();
    this.#frame.focusPanel();
    this.#tell('open');
  }

  /** Hides the chat; the focus returns to the button if it was in the chat. */
  close(): void {
    if (!this.#isOpen) return;
    const hadFocus = this.#frame.hasFocusInPanel;
    this.#isOpen = false;
    this.#render();
    if (hadFocus) this.#frame.focusButton();
    this.#tell('close');
  }

  /** Ends the chat here and removes what it has stored in this browser. A new token source signs in again. */
  signOut(): void {
    const userId = this.#client?.store.getSnapshot().me.id;
    this.close();
    this.#isSignedOut = true;
    this.#disconnect();
    widgetStorage(this.#server).wipe(userId);
    this.#render();
  }

  connectedCallback(): void {
    // Set before the script had come: it hides the property of this class.
    if (Object.hasOwn(this, 'getToken')) {
      const { getToken } = this;
      Reflect.deleteProperty(this, 'getToken');
      this.#getToken = getToken;
    }
    this.#isAttached = true;
    this.#connect();
  }

  disconnectedCallback(): void {
    this.#isAttached = false;
    this.#disconnect();
    void this.#panel?.then((panel) => panel.unmount());
    this.#panel = null;
    this.#isOpen = false;
  }

  attributeChangedCallback(name: string): void {
    if (name === 'token-url') this.#signIn();
    else if (name === 'server') this.#connect();
    else {
      this.#count();
      this.#render();
    }
  }

  get #server(): string {
    return new URL(this.getAttribute('server') ?? import.meta.url, document.baseURI).origin;
  }

  get #texts(): Texts {
    const wanted = [this.getAttribute('locale') ?? '', document.documentElement.lang].filter((tag) => tag !== '');
    return textsIn(bestLanguage([...wanted, ...navigator.languages]));
  }

  get #tokens(): GetToken | null {
    const url = this.getAttribute('token-url');
    return this.#getToken ?? (url === null ? null : tokenFrom(url));
  }

  #signIn(): void {
    this.#isSignedOut = false;
    this.#connect();
  }

  #connect(): void {
    this.#disconnect();
    const getToken = this.#tokens;
    if (this.#isAttached && getToken !== null && !this.#isSignedOut) this.#start(getToken, this.#connection.signal);
    this.#render();
  }

  #start(getToken: GetToken, signal: AbortSignal): void {
    const options = { baseUrl: this.#server, storage: widgetStorage(this.#server, signal), onOpen: () => this.open() };
    connect({ ...options, getToken, signal }).then(
      (client) => {
        if (signal.aborted) client.stop();
        else this.#use(client, signal);
      },
      (failure: unknown) => {
        if (signal.aborted) return;
        this.#failure = toApiError(failure);
        this.#render();
      },
    );
  }

  #use(client: ChatClient, signal: AbortSignal): void {
    this.#client = client;
    client.notifications.texts = {
      newMessage: this.#texts.newMessage,
      newMessages: (count) => this.#texts.newMessageCount(count),
    };
    signal.addEventListener('abort', client.store.subscribe(() => this.#count()));
    this.#count();
    this.#render();
  }

  #disconnect(): void {
    this.#connection.abort();
    this.#connection = new AbortController();
    this.#client?.stop();
    this.#client = null;
    this.#failure = null;
    this.#count();
  }

  #toggle(): void {
    if (this.#isOpen) this.close();
    else this.open();
  }

  #count(): void {
    const state = this.#client?.store.getSnapshot();
    const count = state === undefined ? 0 : unreadIn(state, this.getAttribute('user'), this.getAttribute('conversation'));
    if (count === this.#unread) return;
    this.#unread = count;
    this.#frame.show(this.#isOpen, count, this.#label, this.#texts);
    this.#tell('unread', { count });
  }

  get #label(): string {
    return this.getAttribute('label') ?? this.#texts.chat;
  }

  #render(): void {
    this.#frame.show(this.#isOpen, this.#unread, this.#label, this.#texts);
    if (this.#isOpen) this.#panel ??= this.#loadPanel();
    void this.#panel?.then((panel) => panel.render({
      isOpen: this.#isOpen,
      client: this.#client,
      failure: this.#failure,
      isSignedOut: this.#isSignedOut || this.#tokens === null,
      texts: this.#texts,
      label: this.#label,
      server: this.#server,
      userId: this.getAttribute('user'),
      conversationId: this.getAttribute('conversation'),
      onClose: () => this.close(),
      onRetry: () => this.#connect(),
    }), () => this.#frame.say(this.#texts.noServer));
  }

  /** Loads the chat; if that fails, the next opening tries again. */
  async #loadPanel(): Promise<PanelHandle> {
    try {
      const { mountPanel } = await import('./panel');
      return mountPanel(this.#frame);
    } catch (failure) {
      this.#panel = null;
      throw failure;
    }
  }

  #tell(name: 'unread' | 'open' | 'close', detail: { count: number } | null = null): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
