"""«Wer hat was gesehen»: the pages and papers of the log."""
