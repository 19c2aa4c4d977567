import { takeReadmePictures } from './readme-pictures.ts';

process.exit(await takeReadmePictures(process.argv.slice(2)));
