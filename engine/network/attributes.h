// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/names.h"
#include "kernels/api/pointwise.h"

#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace planscope {

class Network;

/// A network inside a layer: a branch of a conditional, what a loop repeats. Shared and immutable.
struct Body {
    std::shared_ptr<const Network> network = {};
    /// By content, large constants by their hash.
    friend bool operator==(const Body& a, const Body& b);
};

/// What the outside world sees of one attribute: text form, JSON, hashing and property tables work on this.
/// Enumerations are words (strings), Dims are integer lists, programs are their text.
using AttrValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>, std::vector<double>, Body>;

/// "[1,1]", "0.5", "max", "true": as in the text form.
std::string toString(const AttrValue& value);

/// One attribute of a layer kind: its name, its meaning, and how to read and write it in the kind's Attrs struct.
struct AttrField {
    std::string_view name;
    std::string_view doc;
    AttrValue (*read)(const void* attrs);
    /// False if the value's type or word does not fit.
    bool (*write)(void* attrs, const AttrValue& value);
};

/// The attribute struct of some layer kind, type-erased, shared and immutable. Copy to change:
/// `auto a = layer.attrs.as<softmax::Attrs>(); a.axis = 1; Attrs::of(a)`.
class Attrs {
public:
    Attrs() = default;
    template <class T>
    static Attrs of(T value) {
        Attrs out;
        out.m_data = std::make_shared<const T>(std::move(value));
        return out;
    }
    /// @pre the struct stored is a T; the layer's kind says which
    template <class T>
    const T& as() const {
        return *static_cast<const T*>(m_data.get());
    }
    const void* data() const { return m_data.get(); }
    static Attrs adopt(std::shared_ptr<const void> data) {
        Attrs out;
        out.m_data = std::move(data);
        return out;
    }

private:
    std::shared_ptr<const void> m_data;
};

/// Words of an enumeration, in the order of its values. Specialise next to the enumeration:
/// template <> inline constexpr std::string_view kEnumWords<PoolingKind>[] — see engine/layers/enum_words.h.
template <class E>
struct EnumWords;

namespace detail {

template <class T>
struct AttrTraits;

template <>
struct AttrTraits<bool> {
    static AttrValue read(bool v) { return v; }
    static bool write(bool& out, const AttrValue& v) {
        const bool* b = std::get_if<bool>(&v);
        if (b) out = *b;
        return b != nullptr;
    }
};

template <std::integral T>
    requires(!std::same_as<T, bool>)
struct AttrTraits<T> {
    static AttrValue read(T v) { return static_cast<std::int64_t>(v); }
    static bool write(T& out, const AttrValue& v) {
        const std::int64_t* i = std::get_if<std::int64_t>(&v);
        const bool fits = i && std::in_range<T>(*i);
        if (fits) out = static_cast<T>(*i);
        return fits;
    }
};

template <>
struct AttrTraits<float> {
    static AttrValue read(float v) { return static_cast<double>(v); }
    static bool write(float& out, const AttrValue& v) {
        if (const double* d = std::get_if<double>(&v)) out = static_cast<float>(*d);
        else if (const std::int64_t* i = std::get_if<std::int64_t>(&v)) out = static_cast<float>(*i);
        else return false;
        return true;
    }
};

template <>
struct AttrTraits<std::string> {
    static AttrValue read(const std::string& v) { return v; }
    static bool write(std::string& out, const AttrValue& v) {
        const std::string* s = std::get_if<std::string>(&v);
        if (s) out = *s;
        return s != nullptr;
    }
};

template <>
struct AttrTraits<Dims> {
    static AttrValue read(const Dims& v) { return std::vector<std::int64_t>(v.begin(), v.end()); }
    static bool write(Dims& out, const AttrValue& v) {
        const auto* list = std::get_if<std::vector<std::int64_t>>(&v);
        if (!list || list->size() > kMaxRank) return false;
        out = {};
        for (const std::int64_t d : *list) out.push(d);
        return true;
    }
};

template <>
struct AttrTraits<std::vector<std::int64_t>> {
    static AttrValue read(const std::vector<std::int64_t>& v) { return v; }
    static bool write(std::vector<std::int64_t>& out, const AttrValue& v) {
        const auto* list = std::get_if<std::vector<std::int64_t>>(&v);
        if (list) out = *list;
        return list != nullptr;
    }
};

template <>
struct AttrTraits<Body> {
    static AttrValue read(const Body& v) { return v; }
    static bool write(Body& out, const AttrValue& v) {
        const Body* body = std::get_if<Body>(&v);
        if (body) out = *body;
        return body != nullptr;
    }
};

template <>
struct AttrTraits<std::vector<float>> {
    static AttrValue read(const std::vector<float>& v) { return std::vector<double>(v.begin(), v.end()); }
    static bool write(std::vector<float>& out, const AttrValue& v) {
        if (const auto* list = std::get_if<std::vector<double>>(&v)) out.assign(list->begin(), list->end());
        else if (const auto* ints = std::get_if<std::vector<std::int64_t>>(&v)) out.assign(ints->begin(), ints->end());
        else return false;
        return true;
    }
};

template <>
struct AttrTraits<DataType> {
    static AttrValue read(DataType v) { return std::string(toString(v)); }
    static bool write(DataType& out, const AttrValue& v) {
        const std::string* word = std::get_if<std::string>(&v);
        if (!word) return false;
        const auto type = parseDataType(*word);
        if (type) out = *type;
        return type.has_value();
    }
};

/// Programs travel as their text, see engine/network/pointwise_text.h.
template <>
struct AttrTraits<PointwiseProgram> {
    static AttrValue read(const PointwiseProgram& v);
    static bool write(PointwiseProgram& out, const AttrValue& v);
};

template <class T>
    requires(std::is_enum_v<T> && !std::same_as<T, DataType>)
struct AttrTraits<T> {
    static AttrValue read(T v) { return std::string(EnumWords<T>::words[static_cast<std::size_t>(v)]); }
    static bool write(T& out, const AttrValue& v) {
        const std::string* word = std::get_if<std::string>(&v);
        if (!word) return false;
        for (std::size_t i = 0; i < std::size(EnumWords<T>::words); ++i) {
            if (EnumWords<T>::words[i] != *word) continue;
            out = static_cast<T>(i);
            return true;
        }
        return false;
    }
};

template <class M>
struct MemberOf;
template <class C, class T>
struct MemberOf<T C::*> {
    using Class = C;
    using Type = T;
};

}  // namespace detail

/// A row of a kind's field table: attrField<&Attrs::axis>("axis", "normalised axis, counted from 0").
template <auto Member>
constexpr AttrField attrField(std::string_view name, std::string_view doc) {
    using Class = typename detail::MemberOf<decltype(Member)>::Class;
    using Type = typename detail::MemberOf<decltype(Member)>::Type;
    return {name, doc,
            [](const void* attrs) { return detail::AttrTraits<Type>::read(static_cast<const Class*>(attrs)->*Member); },
            [](void* attrs, const AttrValue& value) {
                return detail::AttrTraits<Type>::write(static_cast<Class*>(attrs)->*Member, value);
            }};
}

}  // namespace planscope
