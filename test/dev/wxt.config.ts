import { defineConfig } from 'wxt';
import extension from '../../wxt.config.ts';

/** The extension's own configuration; `npm run dev` starts the browser itself. */
export default defineConfig({ ...extension, webExt: { disabled: true } });
