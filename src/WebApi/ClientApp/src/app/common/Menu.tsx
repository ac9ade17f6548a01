import { useEffectEvent, useLayoutEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { focusedFrom } from '../browser/page';
import { Icon, type IconName } from './Icon';

export interface MenuItem {
  label: string;
  icon?: IconName;
  isDanger?: boolean;
  onSelect: () => void;
}

/** A switch in the line above the items, small enough for several beside each other. */
export interface QuickItem {
  label: string;
  isChecked: boolean;
  onSelect: () => void;
}

interface ListProps {
  label: string;
  items: readonly MenuItem[];
  quick?: readonly QuickItem[];
  /** The place in the window of the element that the menu belongs to: it opens below where there is room, else above. */
  anchor: DOMRect;
  /** The item that has the focus first. */
  start?: 'first' | 'last';
  /** The focus belongs back to where it was, unless it is elsewhere already. */
  onClose: (isFocusHere: boolean) => void;
}

const GAP_PX = 4;

/** The menu pattern of ARIA, above everything else on the page, an open dialog included. */
export function MenuList({ label, items, quick = [], anchor, start = 'first', onClose }: ListProps) {
  const menu = useRef<HTMLDivElement>(null);
  const open = useEffectEvent(() => {
    const element = menu.current;
    if (element === null) return;
    element.showPopover();
    place(element, anchor);
    const all = itemsOf(element);
    // The items come before the line above them, which is reached from there.
    (start === 'first' ? all[items.length === 0 ? 0 : quick.length] : all.at(-1))?.focus();
  });
  useLayoutEffect(() => open(), []);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const all = itemsOf(event.currentTarget);
    const at = all.indexOf(focusedFrom(event.currentTarget) as HTMLElement);
    const [forth, back] = getComputedStyle(event.currentTarget).direction === 'rtl' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, [forth]: at + 1, [back]: at - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) all.at(next % all.length)?.focus();
    else if (event.key === 'Escape') onClose(true);
    else if (event.key === 'Tab') {
      // From where the menu was opened, on to the next.
      onClose(true);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function onBlur(event: FocusEvent<HTMLDivElement>) {
    if (!event.currentTarget.contains(event.relatedTarget)) onClose(false);
  }

  return (
    <div ref={menu} className="menu" popover="manual" role="menu" tabIndex={-1} aria-label={label} onKeyDown={onKeyDown} onBlur={onBlur}>
      {quick.length > 0 && (
        <div className="menu-quick" role="group" aria-label={label}>
          {quick.map(({ label: name, isChecked, onSelect }) => (
            <button
              key={name} type="button" role="menuitemcheckbox" tabIndex={-1} aria-checked={isChecked}
              onClick={(event) => { event.stopPropagation(); onClose(true); onSelect(); }}
            >
              {name}
            </button>
          ))}
        </div>
      )}
      {items.map(({ label: name, icon, isDanger = false, onSelect }) => (
        <button
          key={name} type="button" role="menuitem" tabIndex={-1} className={isDanger ? 'danger' : ''}
          onClick={(event) => { event.stopPropagation(); onClose(true); onSelect(); }}
        >
          {icon !== undefined && <Icon name={icon} />}
          <span>{name}</span>
        </button>
      ))}
    </div>
  );
}

interface ButtonProps {
  /** The name of the menu, and of the button where its content does not say it. */
  label: string;
  items: readonly MenuItem[];
  className: string;
  /** The content says more than `label`, which names only the menu. */
  isNamedByContent?: boolean;
  children: ReactNode;
}

/** A button that opens a menu. */
export function MenuButton({ label, items, className, isNamedByContent = false, children }: ButtonProps) {
  const [opened, setOpened] = useState<{ anchor: DOMRect; start: 'first' | 'last' } | null>(null);
  const button = useRef<HTMLButtonElement>(null);

  function show(start: 'first' | 'last') {
    if (button.current !== null) setOpened({ anchor: button.current.getBoundingClientRect(), start });
  }

  function close(isFocusHere: boolean) {
    setOpened(null);
    if (isFocusHere) button.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    show(event.key === 'ArrowDown' ? 'first' : 'last');
  }

  /** Otherwise the press would take the focus from the open menu and close it, and the click open it again. */
  function onMouseDown(event: MouseEvent) {
    if (opened !== null) event.preventDefault();
  }

  return (
    <>
      <button
        ref={button} type="button" className={className} aria-haspopup="menu" aria-expanded={opened !== null}
        {...(isNamedByContent ? {} : { 'aria-label': label, title: label })}
        onKeyDown={onKeyDown} onMouseDown={onMouseDown} onClick={() => (opened === null ? show('first') : close(true))}
      >
        {children}
      </button>
      {opened !== null && <MenuList label={label} items={items} {...opened} onClose={close} />}
    </>
  );
}

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')];
}

/** At the end of the anchor along the line, and inside the window. */
function place(menu: HTMLElement, anchor: DOMRect): void {
  const { width, height } = menu.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(menu).direction === 'rtl';
  const left = isRightToLeft ? anchor.left : anchor.right - width;
  const below = anchor.bottom + GAP_PX;
  const top = below + height <= innerHeight ? below : anchor.top - GAP_PX - height;
  menu.style.left = `${Math.max(GAP_PX, Math.min(left, innerWidth - width - GAP_PX))}px`;
  menu.style.top = `${Math.max(GAP_PX, Math.min(top, innerHeight - height - GAP_PX))}px`;
}
