import { useTexts } from '../i18n';
import { Dialog } from './Dialog';

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts();
  return (
    <Dialog title={texts.shortcuts} onClose={onClose}>
      <dl className="shortcuts">
        {texts.shortcutList.map(([keys, meaning]) => (
          <div key={keys + meaning}>
            <dt><kbd dir="ltr">{keys}</kbd></dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
