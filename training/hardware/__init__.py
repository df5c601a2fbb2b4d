"""What computes: cores, an accelerator, several devices or machines, TF.js in Node or Chromium."""
