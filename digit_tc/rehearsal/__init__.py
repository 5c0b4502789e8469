"""An OpenAI-compatible server that answers this project's prompts through the grammar writer."""
