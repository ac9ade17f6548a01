import { memoryStorage } from '@messaging/client';
import { expect, test } from 'vitest';
import { widgetStorage } from './widgetStorage';

const an = '0198f2a0-0000-7000-8000-000000000001';
const binh = '0198f2a0-0000-7000-8000-000000000002';

function filled() {
  const page = memoryStorage();
  page.setItem('theme', 'of the page');
  const storage = widgetStorage('https://chat.example.com', undefined, page);
  storage.setItem(`messaging.draft.${an}.c`, 'Hi');
  storage.setItem(`messaging.draft.${binh}.c`, 'Ho');
  storage.setItem('messaging.notifications.dismissed', '1');
  return { page, storage };
}

test('keeps its things apart from those of the page and of other servers', () => {
  const { page, storage } = filled();
  expect(storage.keys()).toHaveLength(3);
  expect(widgetStorage('https://other.example.com', undefined, page).keys()).toEqual([]);
  expect(page.keys()).toHaveLength(4);
});

test('wiping removes what is of the user, and nothing of others', () => {
  const { page, storage } = filled();
  storage.wipe(an);
  expect(storage.keys()).toEqual([`messaging.draft.${binh}.c`]);
  storage.wipe();
  expect(page.keys()).toEqual(['theme']);
});

test('keeps nothing after its end', () => {
  const page = memoryStorage();
  const end = new AbortController();
  const storage = widgetStorage('https://chat.example.com', end.signal, page);
  end.abort();
  storage.setItem('late', '1');
  expect(page.keys()).toEqual([]);
});
