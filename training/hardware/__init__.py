"""Where networks run: cores, an accelerator, several devices or machines, TF.js in Node or
Chromium."""
