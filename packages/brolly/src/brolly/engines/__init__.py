"""The engines that carry frames between processes; each is a folder of its own and nothing outside imports its library."""
