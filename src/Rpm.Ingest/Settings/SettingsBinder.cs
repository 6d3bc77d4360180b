using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace Rpm.Ingest.Settings;

/// <summary>
/// Fills an options type from configuration and notes every value that cannot be read and every key that does not exist,
/// where the framework's binder stops at the first and ignores the second. Public properties that can be set are settings;
/// their initial values are the defaults.
/// </summary>
internal static class SettingsBinder
{
    /// <summary>The options with what the section says. Where something is faulty its default stands and <paramref name="faults"/> has grown.</summary>
    /// <param name="path">Full key of the section, for example <c>Rpm:Mqtt</c>.</param>
    public static T Bind<T>(IConfiguration section, string path, ICollection<SettingFault> faults)
        where T : class => (T)Fill(typeof(T), section, path, faults, []);

    /// <summary>The same; keys in <paramref name="elsewhere"/> are left to others.</summary>
    public static T Bind<T>(
        IConfiguration section, string path, ICollection<SettingFault> faults, IReadOnlyCollection<string> elsewhere)
        where T : class => (T)Fill(typeof(T), section, path, faults, elsewhere);

    /// <summary>Notes the keys of a section that its options type does not have.</summary>
    public static void Check(Type options, IConfiguration section, string path, ICollection<SettingFault> faults) =>
        Fill(options, section, path, faults, []);

    /// <summary>All settings of an options type with their defaults.</summary>
    public static IEnumerable<SettingKey> Keys(Type options, string path)
    {
        var defaults = Create(options);
        foreach (var property in Settings(options))
        {
            var key = $"{path}:{property.Name}";
            if (IsSection(property.PropertyType))
            {
                foreach (var inner in Keys(property.PropertyType, key))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return new SettingKey(key, Format(property.GetValue(defaults)), property.GetCustomAttribute<DescriptionAttribute>()?.Description);
            }
        }
    }

    private static object Fill(
        Type type, IConfiguration section, string path, ICollection<SettingFault> faults, IReadOnlyCollection<string> elsewhere)
    {
        var target = Create(type);
        var properties = Settings(type).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            var key = $"{path}:{child.Key}";
            if (!properties.TryGetValue(child.Key, out var property))
            {
                if (!elsewhere.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                {
                    var known = properties.Keys.Concat(elsewhere);
                    faults.Add(new SettingFault(key, Suggestion.For(child.Key, known) is { } near ? $"There is no such setting. Did you mean {path}:{near}?" : "There is no such setting."));
                }
            }
            else if (Value(property.PropertyType, child, $"{path}:{property.Name}", faults) is { } value)
            {
                property.SetValue(target, value);
            }
        }

        return target;
    }

    /// <summary>Null where there is nothing to set: absent, or faulty and noted.</summary>
    private static object? Value(Type type, IConfigurationSection section, string key, ICollection<SettingFault> faults)
    {
        if (IsSection(type))
        {
            if (!string.IsNullOrEmpty(section.Value))
            {
                faults.Add(new SettingFault(key, "This is a group of settings, not a value."));
                return null;
            }

            return Fill(type, section, key, faults, []);
        }

        if (DictionaryValue(type) is { } inner)
        {
            var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), inner))!;
            foreach (var child in section.GetChildren())
            {
                if (Value(inner, child, $"{key}:{child.Key}", faults) is { } value)
                {
                    dictionary.Add(child.Key, value);
                }
            }

            return dictionary;
        }

        if (ListItem(type) is { } item)
        {
            var children = section.Value is null ? section.GetChildren() : [section];
            var values = children.Select(c => Value(item, c, c == section ? key : $"{key}:{c.Key}", faults)).OfType<object>().ToArray();
            var array = Array.CreateInstance(item, values.Length);
            values.CopyTo(array, 0);
            return type.IsAssignableFrom(array.GetType()) ? array : Activator.CreateInstance(type, array);
        }

        if (section.Value is null)
        {
            if (section.GetChildren().Any())
            {
                faults.Add(new SettingFault(key, "This is a value, not a group of settings."));
            }

            return null;
        }

        if (section.Value.Length == 0 && type != typeof(string))
        {
            return null;
        }

        if (Parse(Nullable.GetUnderlyingType(type) ?? type, section.Value, out var expected) is { } parsed)
        {
            return parsed;
        }

        faults.Add(new SettingFault(key, $"\"{Secrets.Shorten(key, section.Value)}\" is not {expected}."));
        return null;
    }

    private static object? Parse(Type type, string text, out string expected)
    {
        expected = "";
        if (type == typeof(string))
        {
            return text;
        }

        if (type == typeof(bool))
        {
            expected = "true or false";
            return bool.TryParse(text, out var value) ? value : null;
        }

        if (type == typeof(TimeSpan))
        {
            expected = "a duration like 00:05:00, 5m or 400d";
            return Durations.TryParse(text, out var value) ? value : null;
        }

        if (type == typeof(ByteSize))
        {
            expected = "a size like 65536, 64KiB or 4GiB";
            return ByteSize.TryParse(text, out var value) ? value : null;
        }

        if (type == typeof(Uri))
        {
            expected = "an absolute URL";
            return Uri.TryCreate(text, UriKind.Absolute, out var value) ? value : null;
        }

        if (type.IsEnum)
        {
            expected = $"one of {string.Join(", ", Enum.GetNames(type))}";
            return Enum.TryParse(type, text, ignoreCase: true, out var value) && Enum.IsDefined(type, value!) ? value : null;
        }

        if (type == typeof(double) || type == typeof(decimal))
        {
            expected = "a number";
            return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? Convert.ChangeType(value, type, CultureInfo.InvariantCulture) : null;
        }

        expected = "a whole number in range";
        try
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                ? Convert.ChangeType(value, type, CultureInfo.InvariantCulture) : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static string? Format(object? value) => value switch
    {
        null => null,
        TimeSpan duration => Durations.Format(duration),
        bool flag => flag ? "true" : "false",
        string or ByteSize or Uri or Enum => value.ToString(),
        IEnumerable many => string.Join(", ", many.Cast<object?>().Select(Format)) is { Length: > 0 } text ? text : null,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static IEnumerable<PropertyInfo> Settings(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && p.GetIndexParameters().Length == 0);

    private static object Create(Type type) => Activator.CreateInstance(type, nonPublic: true)!;

    /// <summary>A group of settings: a class of ours, as opposed to a value.</summary>
    private static bool IsSection(Type type) =>
        type.IsClass && type != typeof(string) && type != typeof(Uri) && !typeof(IEnumerable).IsAssignableFrom(type);

    private static Type? ListItem(Type type) =>
        type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(type) ? null
        : type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericArguments().Length == 1 ? type.GetGenericArguments()[0] : null;

    private static Type? DictionaryValue(Type type) =>
        type.IsGenericType && type.GetGenericArguments() is [var key, var value] && key == typeof(string) && typeof(IEnumerable).IsAssignableFrom(type)
            ? value : null;
}
