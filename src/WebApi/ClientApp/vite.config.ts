import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { loadEnv } from 'vite';
import { defineConfig } from 'vitest/config';

/** The packages as they are written here, not as they were last built. */
const sourceOf = (name: string) => fileURLToPath(new URL(`packages/${name}/src/index.ts`, import.meta.url));

export default defineConfig(({ mode }) => {
  const target = loadEnv(mode, '.', 'VITE_').VITE_API ?? 'http://localhost:5080';
  return {
    plugins: [react()],
    resolve: { alias: { '@messaging/client': sourceOf('client'), '@messaging/react': sourceOf('react') } },
    build: {
      outDir: '../wwwroot',
      emptyOutDir: true,
      // Inlined assets would be data: URLs, which the content security policy refuses for anything but images.
      assetsInlineLimit: 0,
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
