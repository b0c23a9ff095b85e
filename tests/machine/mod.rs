mod cti;
