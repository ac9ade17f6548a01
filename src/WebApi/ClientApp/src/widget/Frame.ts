import type { Texts } from '../app/i18n/catalogue';
import { sheetOf } from './sheetOf';
import tokens from '../styles/tokens.css?inline';
import launcher from './launcher.css?inline';

interface Actions {
  toggle: () => void;
  close: () => void;
}

const SVG = 'http://www.w3.org/2000/svg';
const BUBBLE = 'M4 5h16v11H9l-5 4z';

/** The button with the badge, and an empty place for the chat: all that there is before the chat is opened. */
export class Frame {
  readonly #root: ShadowRoot;
  readonly #region = document.createElement('section');
  readonly #button = document.createElement('button');
  readonly #badge = document.createElement('span');
  readonly #panel = document.createElement('div');

  constructor(root: ShadowRoot, { toggle, close }: Actions) {
    this.#root = root;
    this.#button.className = 'launcher';
    this.#button.type = 'button';
    this.#button.setAttribute('aria-haspopup', 'dialog');
    this.#button.setAttribute('aria-controls', 'panel');
    this.#button.addEventListener('click', toggle);
    this.#button.append(drawing(), this.#badge);
    this.#badge.className = 'badge';
    this.#badge.ariaHidden = 'true';
    this.#panel.id = 'panel';
    this.#panel.className = 'place';
    this.#panel.role = 'dialog';
    this.#panel.tabIndex = -1;
    this.#region.className = 'messaging';
    this.#region.append(this.#button, this.#panel);
    this.#region.addEventListener('keydown', (event) => {
      // Keys of the chat are no shortcuts of the page around it.
      event.stopPropagation();
      if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing && !isInDialog(event)) close();
    });
    root.append(this.#region);
    root.adoptedStyleSheets = [sheetOf(tokens), sheetOf(launcher)];
  }

  /** The place of the chat. */
  get place(): HTMLElement {
    return this.#panel;
  }

  get hasFocusInPanel(): boolean {
    return this.#panel.contains(this.#root.activeElement);
  }

  addSheet(css: string): void {
    this.#root.adoptedStyleSheets = [...this.#root.adoptedStyleSheets, sheetOf(css)];
  }

  show(isOpen: boolean, unread: number, label: string, texts: Texts): void {
    this.#region.lang = texts.locale;
    this.#region.dir = texts.direction;
    this.#region.ariaLabel = label;
    if (isOpen && this.#panel.hidden) this.#place();
    this.#panel.hidden = !isOpen;
    this.#panel.ariaLabel = label;
    this.#button.ariaExpanded = String(isOpen);
    this.#button.ariaLabel = unread === 0 ? label : `${label}, ${texts.unread(unread)}`;
    this.#badge.textContent = unread === 0 ? '' : unread > 99 ? '99+' : String(unread);
  }

  /** Shows a sentence in place of the chat. */
  say(sentence: string): void {
    this.#panel.textContent = sentence;
  }

  /** Towards the side where there is more room, wherever the page has put the button. */
  #place(): void {
    const { left, right, top, bottom } = this.#button.getBoundingClientRect();
    this.#panel.dataset.side = left + right < innerWidth ? 'right' : 'left';
    this.#panel.dataset.end = top + bottom < innerHeight ? 'below' : 'above';
  }

  focusPanel(): void {
    this.#panel.focus();
  }

  focusButton(): void {
    this.#button.focus();
  }
}

/** A dialog above the chat closes itself. */
function isInDialog(event: Event): boolean {
  const [target] = event.composedPath();
  return target instanceof Element && target.closest('dialog') !== null;
}

function drawing(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.ariaHidden = 'true';
  path.setAttribute('d', BUBBLE);
  svg.append(path);
  return svg;
}
