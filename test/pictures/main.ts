import { makePictures } from './make-pictures.ts';

process.exit(await makePictures());
