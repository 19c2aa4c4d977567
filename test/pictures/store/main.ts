import { makeStorePictures } from './make-store-pictures.ts';

process.exit(await makeStorePictures());
