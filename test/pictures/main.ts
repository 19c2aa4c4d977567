import { takeReadmePictures } from './readme-pictures.ts';

process.exit(await takeReadmePictures());
