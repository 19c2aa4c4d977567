import { takeStorePictures } from './store-pictures.ts';

process.exit(await takeStorePictures());
