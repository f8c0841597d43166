"""The engines that carry frames: each is one module or folder, and nothing outside it imports its library."""
