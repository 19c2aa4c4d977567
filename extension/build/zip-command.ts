import { makePackages } from './make-packages.ts';

process.exitCode = await makePackages();
