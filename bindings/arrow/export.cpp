#include "export.hpp"

#include <cerrno>

namespace masseflyt::arrow {
namespace {

/// What is behind one ArrowSchema or ArrowArray: its own children and memory.
template <typename T>
struct Node {
  std::string name, format;
  std::shared_ptr<const void> owner;
  std::vector<const void*> buffers;
  std::vector<T> children;
  std::vector<T*> pointers;
  std::unique_ptr<T> dictionary;
};

template <typename T>
void end(T* part) {
  if (part != nullptr && part->release != nullptr) part->release(part);
}

template <typename T>
void release(T* part) {
  for (std::int64_t i = 0; i < part->n_children; ++i) end(part->children[i]);
  end(part->dictionary);
  delete static_cast<Node<T>*>(part->private_data);
  part->release = nullptr;
}

/// Room for the children, linked up; they are filled afterwards.
template <typename T>
std::unique_ptr<Node<T>> node_of(const Column& column, T* out) {
  auto node = std::make_unique<Node<T>>();
  node->children.resize(column.children.size());
  for (T& child : node->children) node->pointers.push_back(&child);
  if (column.dictionary) node->dictionary = std::make_unique<T>();
  *out = {};
  out->n_children = static_cast<std::int64_t>(node->children.size());
  out->children = node->pointers.data();
  out->dictionary = node->dictionary.get();
  return node;
}

void fill(const Column& column, ArrowSchema* out) {
  auto node = node_of(column, out);
  node->name = column.name, node->format = column.format;
  for (std::size_t i = 0; i < column.children.size(); ++i)
    fill(column.children[i], &node->children[i]);
  if (column.dictionary) fill(*column.dictionary, node->dictionary.get());
  out->name = node->name.c_str(), out->format = node->format.c_str();
  out->flags = column.nulls > 0 ? ARROW_FLAG_NULLABLE : 0;
  out->release = &release<ArrowSchema>;
  out->private_data = node.release();
}

void fill(const Column& column, ArrowArray* out) {
  auto node = node_of(column, out);
  node->owner = column.owner, node->buffers = column.buffers;
  for (std::size_t i = 0; i < column.children.size(); ++i)
    fill(column.children[i], &node->children[i]);
  if (column.dictionary) fill(*column.dictionary, node->dictionary.get());
  out->length = column.length, out->null_count = column.nulls;
  out->n_buffers = static_cast<std::int64_t>(node->buffers.size());
  out->buffers = node->buffers.data();
  out->release = &release<ArrowArray>;
  out->private_data = node.release();
}

Column row_of(std::vector<Column> columns, std::int64_t length) {
  return {"", "+s", length, 0, {nullptr}, nullptr, std::move(columns)};
}

struct Stream {
  Column row;
  bool done = false;
};

Stream& of(ArrowArrayStream* stream) { return *static_cast<Stream*>(stream->private_data); }

template <typename Out>
int give(const Column& row, Out* out) {
  try {
    fill(row, out);
  } catch (const std::exception&) {  // only memory can run out
    *out = {};
    return ENOMEM;
  }
  return 0;
}

}  // namespace

Column texts(std::string name, const std::vector<std::string>& words) {
  struct Memory {
    std::vector<std::int64_t> ends = {0};
    std::string bytes;
  };
  auto memory = std::make_shared<Memory>();
  for (const auto& word : words) {
    memory->bytes += word;
    memory->ends.push_back(static_cast<std::int64_t>(memory->bytes.size()));
  }
  const Memory& m = *memory;
  return {std::move(name),
          "U",
          static_cast<std::int64_t>(words.size()),
          0,
          {nullptr, m.ends.data(), m.bytes.data()},
          std::move(memory)};
}

void hand_over(std::vector<Column> columns, std::int64_t length, ArrowSchema* schema,
               ArrowArray* array) {
  const Column row = row_of(std::move(columns), length);
  fill(row, schema);
  try {
    fill(row, array);
  } catch (...) {
    schema->release(schema);
    throw;
  }
}

void hand_over(std::vector<Column> columns, std::int64_t length, ArrowArrayStream* stream) {
  auto made = std::make_unique<Stream>(Stream{row_of(std::move(columns), length)});
  stream->get_schema = [](ArrowArrayStream* s, ArrowSchema* out) { return give(of(s).row, out); };
  stream->get_next = [](ArrowArrayStream* s, ArrowArray* out) {
    if (!std::exchange(of(s).done, true)) return give(of(s).row, out);
    *out = {};
    return 0;
  };
  stream->get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  stream->release = [](ArrowArrayStream* s) {
    delete &of(s);
    s->release = nullptr;
  };
  stream->private_data = made.release();
}

}  // namespace masseflyt::arrow
