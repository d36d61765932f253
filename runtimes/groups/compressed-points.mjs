/** The two did:keys of P-256, then of P-384, whose x is 0, and the y of each. */
export const pointsAtZero = {
  'did:key:zDnaeQRy3dcKsKa1zmKtVKsTy3m2HYoQnFnfKuxD6HfSTQgYf':
    'ZkhceA4vg9ckM71dhKBrtlQcKvMdrocXKL-FahdPk_Q',
  'did:key:zDnaehfHR8Q5U7ckmLQfuZ3eGEypooJ46zzjRQ1AR9asDvdnw':
    'mbejhvHQfCnbzEKie1-USavj1Q3iUXjo10B6leiwbAs',
  'did:key:z82LkkX8BAipJqAq2Z2WPDdyCexQhowk86yzPDmnKQLPP5wUn8XgeGd2oCy6eGhPJUEUGto':
    'PPme8E9RpepjC6P5-WDdWToUyb45_SvSFdO0sIqq-Gu_kn8sRuUqsG-3QriFDlIe',
  'did:key:z82LkuunYkEaW6hnkwZoenagXUavk3RVEbwXBCFtxfxVSX4PXWp8RvfGuqMZi2Y1seKhBRh':
    'wwZhD7CuWhWc9FwGBp8ipsXrNkHGAtQt6ixLT3VVB5NAbYDSuRrVT5BIvUh68a3h',
}

/** No compressed points, or none of the curve. Engines that convert points take some of these. */
export const noPoints = {
  'P-256, x without a point': 'did:key:zDnaeQRy3dcKsKa1zmKtVKsTy3m2HYoQnFnfKuxD6HfSTQgYg',
  'P-256, x of p, which is 0 once more':
    'did:key:zDnaehfHR8MSkcVwNx8zPfR4zBUXJ1szs6BXzeQAqT7PRYTSN',
  'P-256, x of all ones': 'did:key:zDnaehfHR8Q5U7ckmLQfuZ3eGEypooJ46zzjRQ1AR9asDvdnv',
  'P-256, infinity': 'did:key:zk3P5',
  'P-256, infinity in the length of a point':
    'did:key:zDnadoyLJe2pfjUYTdAKesX7NfKRF3p88mNX8wrJSZpavNn47',
  'P-256, hybrid':
    'did:key:z4oJ8k1tMwDvnafbsWqf4CBXCARQf1eyEzG9JWoZSsFoGKMoue4n95hL8PdkGU4UW42N3FdWHajutPHmmPjVFpP2n3Dsq',
  'P-256, not compressed':
    'did:key:z4oJ8ZnAi4ZWyiXBMCb2X58sTBdBPSsnwcfJcvAE6L57wW1Wt3PpnLd7uwaHNU39CXw8SHKwx5N7Y4sn4Ti3JhgvRmWH1',
  'P-256, another sign': 'did:key:zDnaeztbndBq4ufVXuVTKnDpZSCdL3nhRkCoWt47k1WHzSb3D',
  'P-256, a byte too few': 'did:key:z3u1ptyrrXx8SuEpocsVtH4H5YSP3PcSKs2HPQn8iynsB4Z5',
  'P-256, a byte too many': 'did:key:zySBW6RCNcavH6xjPxeNG2Hk2PBJg3MqxkGYAUigNLYfMZXYij',
  'P-384, x without a point':
    'did:key:z82LkkX8BAipJqAq2Z2WPDdyCexQhowk86yzPDmnKQLPP5wUn8XgeGd2oCy6eGhPJUEUGtp',
  'P-384, x of p, which is 0 once more':
    'did:key:z82LkuunYkEaW6hnkwZoenagXUavk3RVEbwXBCFtxfxVSX4PWyCdkxq38TbX2bNzJbHnF5Q',
  'P-384, x of all ones':
    'did:key:z82LkuunYkEaW6hnkwZoenagXUavk3RVEbwXBCFtxfxVSX4PXWp8RvfGuqMZi2Y1seKhBRg',
  'P-384, infinity': 'did:key:zkNs1',
  'P-384, infinity in the length of a point':
    'did:key:z82LkRjoS1hHvJ6uZmwur5kYZ1hNdLzFu74voGoZ2s6BGDhfHMxo4xYYZxCAWm28A842Tq1',
  'P-384, hybrid':
    'did:key:z28xDsv7CvMfCYEtSx15CeWEDYFFtHDyhQudHpxJqFdy1FTucZy5AT1uX2vCSm42mnJfBcZJmZ9GF8v1XTki93eVnbeHCr6QKJxjgc14Hv1zXuvezmMjs2ZHSgSZcBo1W6gprLUfF',
  'P-384, not compressed':
    'did:key:z28xDpsjgS3WjHrJjFZrGJrfX2DYRzxE6zvqxxziXXbrVc66eA2EkMtUGSun62rG8ECfSEJd9FDnbnzxfuU1ZJi1hP6ZEQjNxw4dnYf5qXqXjk1QAVbdUCXT5dYBkU57FuBCBw5U1',
  'P-384, another sign':
    'did:key:z82Lm5JSvKkLhNEkVL76vMXPrJDSnGuEM6u3yAk1bwabVxBJGu6aDahX2Tk2mnNeSpQv5xb',
  'P-384, a byte too few':
    'did:key:z2bHiBK9snhjtcqSqPD87PoSRPeUaGAggDgeUEmaq86kb1DLtTdQUvqVW3iFsav6xcd8YF',
  'P-384, a byte too many':
    'did:key:zXzvC75xfsuZohcNyrMeh4nB4SXZd8CdLMQYH5Nf2DzZnUoTcCERyVx2vwpbuWHFS7CTP9c3',
}
