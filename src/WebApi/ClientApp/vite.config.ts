import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { type BuildOptions, loadEnv, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The packages as they are written here, not as they were last built. */
const sourceOf = (name: string) => fileURLToPath(new URL(`packages/${name}/src/index.ts`, import.meta.url));

/** `vite build --mode widget`, after the page: one file with a stable name, and its parts beside those of the page. */
const widget: BuildOptions = {
  emptyOutDir: false,
  copyPublicDir: false,
  // The helper for preloading takes addresses from the page around, which is not ours.
  modulePreload: false,
  rolldownOptions: {
    input: 'src/widget/widget.ts',
    output: { entryFileNames: '[name].js', chunkFileNames: 'assets/widget-[name]-[hash].js' },
  },
};

/** `admin.css`, at an address that the server can write into its own page. */
const adminSheet: Plugin = {
  name: 'admin-sheet',
  generateBundle() {
    const source = ['tokens', 'admin'].map((name) => readFileSync(`src/styles/${name}.css`, 'utf8')).join('\n');
    this.emitFile({ type: 'asset', fileName: 'admin.css', source });
  },
};

export default defineConfig(({ mode }) => {
  const target = loadEnv(mode, '.', 'VITE_').VITE_API ?? 'http://localhost:5080';
  return {
    plugins: [react(), ...(mode === 'widget' ? [] : [adminSheet])],
    resolve: { alias: { '@messaging/client': sourceOf('client'), '@messaging/react': sourceOf('react') } },
    build: {
      outDir: '../wwwroot',
      // Inlined assets would be data: URLs, which the content security policy refuses for anything but images.
      assetsInlineLimit: 0,
      ...(mode === 'widget' ? widget : { emptyOutDir: true }),
    },
    server: {
      proxy: {
        '/api': target,
        '/pusher': target,
        // The embedded broker speaks WebSocket on the API's own port.
        '/app': { target, ws: true },
      },
    },
    test: {
      environment: 'jsdom',
      include: ['{src,packages/*/src}/**/*.test.{ts,tsx}'],
    },
  };
});
